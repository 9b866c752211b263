/** What the rules say of a post, sorted by the place it belongs to, so that each sentence stands at its field. */
import type { PartView } from '../../../lib/core/api.ts';
import type { Finding } from '../../../lib/core/errors.ts';
import type { Findings } from '../../../lib/core/rules/findings.ts';
import type { KnownFacts } from '../../../lib/core/rules/media.ts';
import { checkPost } from '../../../lib/core/rules/post.ts';
import { type DraftPart, rulePart } from './content.ts';

/** `bad` blocks the approval; `warn` lets the platform decide. */
export type Shown = Finding & { tone: 'bad' | 'warn' };

const shown = ({ errors, warnings }: Findings): Shown[] => [
  ...errors.map((found) => ({ ...found, tone: 'bad' as const })),
  ...warnings.map((found) => ({ ...found, tone: 'warn' as const })),
];

export const judge = (parts: readonly (PartView | DraftPart)[], factsOf: KnownFacts): Shown[] =>
  shown(checkPost({ parts: parts.map(rulePart) }, factsOf));

const place = /^#\/replies\/(\d+)(\/.*)$/u;

/** Which part a finding is about (0 is the post itself), and where in it. Undefined: it is about the chain as a whole. */
export function placeOf({ pointer }: Pick<Finding, 'pointer'>): { part: number; pointer: string } | undefined {
  const [, index, rest] = place.exec(pointer) ?? [];
  if (index !== undefined && rest !== undefined) return { part: Number(index) + 1, pointer: `#${rest}` };
  return pointer === '#' || pointer === '#/replies' ? undefined : { part: 0, pointer };
}

/** Those of one part, with pointers that count from it. */
export const ofPart = (found: readonly Shown[], part: number): Shown[] =>
  found.flatMap((finding) => {
    const at = placeOf(finding);
    return at?.part === part ? [{ ...finding, pointer: at.pointer }] : [];
  });
/** Those of the chain as a whole. */
export const ofChain = (found: readonly Shown[]): Shown[] => found.filter((finding) => placeOf(finding) === undefined);

/** At this very field. */
export const at = (found: readonly Shown[], pointer: string): Shown[] => found.filter((finding) => finding.pointer === pointer);
/** At this place or inside it. */
export const within = (found: readonly Shown[], pointer: string): Shown[] =>
  found.filter((finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`));

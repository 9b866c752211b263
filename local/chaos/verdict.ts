/** The verdict: what Postora shows of each approved target, against what is public at the simulator. Pure. */
import * as z from 'zod';
import { publicationStates } from '../../lib/core/publication.ts';

/** A publication as the API shows it, as far as it is judged. */
export const shownSchema = z.object({
  connection_id: z.string(),
  state: z.enum(publicationStates),
  hold_reason: z.nullable(z.string()),
  may_be_out: z.boolean(),
  remote_id: z.nullable(z.string()),
  part_count: z.number(),
  parts: z.array(z.unknown()),
  failure: z.nullable(z.object({ code: z.string() })),
  steps: z.array(z.object({ what: z.string() })),
});
export type Shown = z.infer<typeof shownSchema>;

/** One approved post for one account. `saidAbsent`: how often its person looked, and truthfully said that it is not there. */
export type Target = { number: number; texts: readonly string[]; account: string; saidAbsent: number; shown: Shown | undefined };
/** A post at the simulator, removed ones included, without the items of carousels. */
export type Live = { id: string; account: string; text: string; isPublic: boolean };

export type Verdict = {
  approved: number;
  settled: number;
  duplicates: number;
  /** Sentences about what is shown and not so. */
  lies: string[];
  /** Sentences about what is not settled. */
  open: string[];
  /** Posts by their end, for example `published`, `held:late`. */
  ends: Map<string, number>;
};

/** Nothing more is to come, and its owner can see why. */
export function endOf(shown: Shown | undefined): string | undefined {
  if (!shown) return undefined;
  const { state, parts, part_count: partCount, failure, hold_reason: reason } = shown;
  if (state === 'published') return parts.length >= partCount ? 'published' : undefined;
  if (state === 'failed') return failure ? `failed:${failure.code}` : undefined;
  if (state === 'held') return reason ? `held:${reason}` : undefined;
  return state === 'unknown' ? 'asked' : undefined;
}

const copiesOf = ({ account }: Target, text: string, live: readonly Live[]): Live[] =>
  live.filter((post) => post.account === account && post.text === text);

/** More than one public copy is a duplicate; so is a second one after the first was taken down, unless its person had said that none is there. */
function duplicatesOf(target: Target, live: readonly Live[]): number {
  const extra = target.texts.map((text) => {
    const copies = copiesOf(target, text, live);
    const publicCount = copies.filter(({ isPublic }) => isPublic).length;
    return Math.max(0, publicCount - 1, copies.length - 1 - target.saidAbsent);
  });
  return extra.reduce((sum, count) => sum + count, 0);
}

const says = ({ number, account, shown }: Target, what: string): string =>
  `post ${number} for @${account} is shown as ${what}; its steps: ${shown?.steps.map((step) => step.what).join(' ') || 'none'}`;
/** The parts that are not shown as out are then surely not out. */
const isSure = ({ state, may_be_out: mayBeOut }: Shown): boolean =>
  !mayBeOut && (state === 'failed' || state === 'canceled' || state === 'published' || state === 'held');
/** Its person is asked to look. */
export const isToldToLook = ({ state, may_be_out: mayBeOut }: Shown): boolean => state === 'unknown' || (state === 'held' && mayBeOut);

function liesOf(target: Target, live: readonly Live[]): string[] {
  const { shown, texts } = target;
  if (!shown) return [];
  const [first = ''] = texts;
  const isIdWrong = shown.remote_id !== null && !copiesOf(target, first, live).some(({ id }) => id === shown.remote_id);
  const ofParts = texts.flatMap((text, i) => {
    const copies = copiesOf(target, text, live);
    if (i < shown.parts.length) return copies.length > 0 ? [] : [says(target, `out, but its part ${i + 1} never was`)];
    const isPublic = copies.some((post) => post.isPublic);
    return isPublic && isSure(shown) ? [says(target, `${shown.state}, but its part ${i + 1} is public`)] : [];
  });
  return [...ofParts, ...(isIdWrong ? [says(target, `post ${shown.remote_id}, which is another one or none`)] : [])];
}

const openOf = (target: Target): string[] =>
  endOf(target.shown) === undefined ? [says(target, target.shown?.state ?? 'nothing at all')] : [];

export function judge(targets: readonly Target[], live: readonly Live[]): Verdict {
  const open = targets.flatMap(openOf);
  const posts = new Set(targets.map(({ number }) => number));
  const unsettled = new Set(targets.filter((target) => openOf(target).length > 0).map(({ number }) => number));
  const ends = new Map<string, number>();
  for (const { shown } of targets) {
    const end = endOf(shown) ?? 'open';
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return {
    approved: posts.size,
    settled: posts.size - unsettled.size,
    duplicates: targets.reduce((sum, target) => sum + duplicatesOf(target, live), 0),
    lies: targets.flatMap((target) => liesOf(target, live)),
    open,
    ends,
  };
}

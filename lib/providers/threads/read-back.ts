/** A published post as Threads shows it now. A doubt is `unclear`: only a clear "no such post" to a good token is `gone`. */
import * as z from 'zod/mini';
import type { Content, ReadBack } from '../../core/provider.ts';
import { type Graph, remoteId } from './graph.ts';
import { isGone } from './judge.ts';
import { isSameText } from './same-text.ts';
import { webAddress } from './web-address.ts';

const shown = z.object({
  id: remoteId,
  media_type: z.string(),
  text: z.optional(z.nullable(z.string())),
  /** Left out for posts that are flagged. */
  permalink: z.optional(z.nullable(z.string())),
  children: z.optional(z.nullable(z.object({ data: z.array(z.unknown()) }))),
});
type Shown = z.infer<typeof shown>;
const fields = Object.keys(shown.shape).join(',');

const alone: Readonly<Record<string, number>> = { IMAGE: 1, VIDEO: 1, TEXT_POST: 0 };

/** Undefined when Threads does not tell: a carousel without its items, a kind nobody knows. */
const itemsIn = ({ media_type, children }: Shown): number | undefined =>
  children?.data.length ?? (Object.hasOwn(alone, media_type) ? alone[media_type] : undefined);

export async function readBack(
  graph: Graph,
  token: string,
  { graphUrl, id, content }: { graphUrl: string; id: string; content: Content },
): Promise<ReadBack> {
  const answer = await graph('read', { token, id, query: { fields } }, shown);
  if (answer.kind === 'trouble') return { kind: (await isGone(graph, token, answer.trouble)) ? 'gone' : 'unclear' };
  const itemCount = itemsIn(answer.value);
  if (itemCount === undefined) return { kind: 'unclear' };
  const permalink = webAddress(answer.value.permalink ?? '', graphUrl);
  const isSame = isSameText(content.text, answer.value.text ?? '');
  return { kind: 'shown', ...(permalink === undefined ? {} : { permalink }), isSameText: isSame, itemCount };
}

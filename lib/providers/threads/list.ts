/** The profile's own posts or replies since a time, newest first, read page by page. */
import * as z from 'zod/mini';
import { type Graph, remoteId } from './graph.ts';

/** `2023-10-17T05:42:03+0000`: the offset has no colon. */
const instant = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)),
  z.pipe(
    z.transform((text: string) => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))),
    z.number(),
  ),
);
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));
const pointer = maybe(z.object({ id: remoteId }));

const listedPost = z.object({
  id: remoteId,
  timestamp: instant,
  media_type: z.string(),
  text: maybe(z.string()),
  topic_tag: maybe(z.string()),
  is_quote_post: maybe(z.boolean()),
  quoted_post: pointer,
  link_attachment_url: maybe(z.string()),
  children: maybe(z.object({ data: z.array(z.unknown()) })),
});
/** Only a reply tells of its parent; replies have a list of their own. */
const listedReply = z.extend(listedPost, { replied_to: pointer });
export type ListedPost = z.infer<typeof listedReply>;

const lists = {
  list: Object.keys(listedPost.shape).join(','),
  replies: Object.keys(listedReply.shape).join(','),
} as const;

const pageSchema = z.object({
  data: z.array(listedReply),
  paging: maybe(z.object({ cursors: maybe(z.object({ after: maybe(z.string()) })) })),
});

const pageSize = 25;
/** A hundred posts within half an hour; above that the list counts as not read to its end. */
const maxPages = 5;

/** Undefined when it could not be read to its end: then nothing can be said of what is not in it. */
export async function postsSince(graph: Graph, token: string, call: keyof typeof lists, since: Date): Promise<ListedPost[] | undefined> {
  const query = { fields: lists[call], since: String(Math.floor(since.getTime() / 1000)), limit: String(pageSize) };
  const posts: ListedPost[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await graph(call, { token, query: { ...query, ...(after === undefined ? {} : { after }) } }, pageSchema);
    if (answer.kind !== 'ok') return undefined;
    const { data, paging } = answer.value;
    posts.push(...data);
    after = paging?.cursors?.after ?? undefined;
    if (data.length === 0 || (after === undefined && data.length < pageSize)) return posts;
    if (after === undefined) return undefined;
  }
  return undefined;
}

/** Finds our own post among those of the profile. Pure; fact sheet section 12.1, item 6. */
import * as z from 'zod/mini';
import { remoteId } from './graph.ts';

/** `2023-10-17T05:42:03+0000`: the offset has no colon. */
const instant = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)),
  z.pipe(
    z.transform((text: string) => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))),
    z.number(),
  ),
);

export const listedPost = z.object({
  id: remoteId,
  timestamp: instant,
  media_type: z.string(),
  text: z.optional(z.nullable(z.string())),
  is_quote_post: z.optional(z.nullable(z.boolean())),
});
export type ListedPost = z.infer<typeof listedPost>;

/** What the list is asked for: every field above. */
export const listedFields = 'id,timestamp,media_type,text,is_quote_post';

/** Threads counts in whole seconds, and its clock is not ours. */
export const slackMs = 5_000;

const normalise = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** The first tag of a text becomes the topic and loses its `#`; which one is theirs to say, so any one may be missing. */
function isSameText(ours: string, theirs: string): boolean {
  const [wanted, found] = [normalise(ours), normalise(theirs)];
  if (wanted === found) return true;
  return [...wanted.matchAll(/#(?=[^\s#])/gu)].some(({ index }) => wanted.slice(0, index) + wanted.slice(index + 1) === found);
}

export type Wanted = { text: string; listedAs: string; from: Date; to: Date };

/** Every post that could be ours: made in this time, of this kind, with this text. */
export function matchesIn(posts: readonly ListedPost[], { text, listedAs, from, to }: Wanted): ListedPost[] {
  const [earliest, latest] = [from.getTime() - slackMs, to.getTime()];
  return posts.filter(
    (post) =>
      post.timestamp >= Math.floor(earliest / 1000) * 1000 &&
      post.timestamp <= latest &&
      post.media_type === listedAs &&
      post.is_quote_post !== true &&
      isSameText(text, post.text ?? ''),
  );
}

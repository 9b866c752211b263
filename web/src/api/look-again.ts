/** How often to look again at what changes without anybody's doing. */
import type { PostView, PublicationView } from '../../../lib/core/api.ts';

export const movingMs = 2000;
/** A connection that is being let go is gone within two minutes or so. */
export const leavingMs = 5000;
/** The platform is asked once more, a minute or two after it published, what it shows. */
const settlingMs = 10_000;
const settledMs = 4 * 60_000;
/** What waits for its time, or for something else that ends by itself. */
const waitingMs = 30_000;
/** Shortly before its time, and after it, a post is about to move. */
const nearMs = 60_000;

const isFresh = ({ published_at, updated_at }: PublicationView, now: number): boolean =>
  now - Date.parse(published_at ?? updated_at) < settledMs;

const isNear = ({ schedule }: PostView, now: number): boolean => schedule !== null && Date.parse(schedule.at) - now < nearMs;
/** Goes on without its owner doing anything here. */
const goesOn = ({ publications }: PostView): boolean =>
  publications.some(({ hold_reason }) => hold_reason === 'operator_stop' || hold_reason === 'reconnect');

/** How often to look again at a post: often while it moves or its address is awaited, now and then while it waits or may still be read back. */
export function lookAgainMs(post: PostView, now: number): number | false {
  if (post.status === 'publishing') return movingMs;
  if (post.status === 'scheduled') return isNear(post, now) ? movingMs : waitingMs;
  if (post.status === 'held') return goesOn(post) ? waitingMs : false;
  const fresh = post.publications.filter((p) => p.state === 'published' && isFresh(p, now));
  if (fresh.some(({ permalink }) => permalink === null)) return movingMs;
  return fresh.length > 0 ? settlingMs : false;
}

/** A list is looked at again while anything in it moves or waits, more slowly than a post. */
export function listLookAgainMs(posts: readonly PostView[], now: number): number | false {
  const pauses = posts.flatMap((post) => lookAgainMs(post, now) || []);
  if (pauses.includes(movingMs)) return 2 * movingMs;
  return pauses.includes(waitingMs) ? waitingMs : false;
}

/** A post's status, derived on read from its publications of the present content; one table, in order of urgency. And what follows from them for a change or an approval. */
import { hasPassed } from './chosen-time.ts';
import type { Post } from './post.ts';
import { isComplete, isPartlyOut, type Publication, type PublicationState, wasSent } from './publication.ts';
import { requireAhead } from './schedule.ts';

export type PostStatus =
  | 'draft'
  | 'scheduled'
  | 'publishing'
  | 'published'
  | 'partially_published'
  | 'failed'
  | 'outcome_unknown'
  | 'held'
  | 'canceled';

const statusOf = {
  waiting: 'publishing',
  preparing: 'publishing',
  prepared: 'publishing',
  sending: 'publishing',
  checking: 'publishing',
  published: 'published',
  unknown: 'outcome_unknown',
  held: 'held',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Record<PublicationState, PostStatus>;

/** A chain that is not whole yet goes on, or stopped midway. */
function statusOfOne(p: Publication, now: Date): PostStatus {
  const isAhead = p.publishAt !== undefined && now < new Date(p.publishAt);
  if (isAhead && statusOf[p.state] === 'publishing' && p.sends === 0) return 'scheduled';
  if (p.state === 'published' && !isComplete(p)) return 'publishing';
  const hasStopped = p.state === 'failed' || p.state === 'canceled';
  return hasStopped && isPartlyOut(p) ? 'partially_published' : statusOf[p.state];
}

/** What needs the owner most comes first. */
const urgency: readonly Exclude<PostStatus, 'draft'>[] = [
  'outcome_unknown',
  'held',
  'publishing',
  'scheduled',
  'partially_published',
  'failed',
  'canceled',
  'published',
];

/** Of a content that may be out, whether or not it is the present one. */
const mayBeOut = (p: Publication): boolean => isPartlyOut(p) || ['published', 'unknown', 'sending', 'checking'].includes(p.state);

/** Publications of an older content do not count, unless something of them is out or may be. */
export function postStatus(post: Post, publications: readonly Publication[], now: Date): PostStatus {
  const counted = publications.filter((p) => p.hash === post.hash || mayBeOut(p));
  const statuses = new Set<PostStatus>(counted.map((p) => statusOfOne(p, now)));
  if (statuses.size === 0) return 'draft';
  const open = ['outcome_unknown', 'held', 'publishing', 'scheduled'] as const;
  const isSettled = !open.some((status) => statuses.has(status));
  if (isSettled && statuses.has('published') && statuses.size > 1) return 'partially_published';
  return urgency.find((status) => statuses.has(status)) ?? 'draft';
}

/** May the text, targets or approval change? Not while anything is out or may be. */
export const isLocked = (publications: readonly Publication[]): boolean => publications.some((p) => wasSent(p) || mayBeOut(p));

/**
 * When an approval of this moment lets it go out; undefined: at once. Of a post that is partly out nothing can be changed any more, so what
 * is left goes out at once if its time has passed. @throws {AppError} `invalid` `time_passed`
 */
export function publishAtOf({ schedule }: Post, publications: readonly Publication[], now: Date): string | undefined {
  if (!schedule || (isLocked(publications) && hasPassed(schedule.at, now))) return undefined;
  requireAhead(schedule, now);
  return schedule.at;
}

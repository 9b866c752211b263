/** A person looked at the platform where Postora could not find out, and says what is there. */
import { AppError, isAppError, notFound } from '../core/errors.ts';
import { isAsked, type Publication } from '../core/publication.ts';
import { resolvedAbsent, resolvedPublished } from '../core/publication-moves.ts';
import { nextSearchMs } from '../core/reconcile.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'publications' | 'events' | 'commit'>;
type Input = { userId: string; postId: string; connectionId: string; outcome: 'published' | 'not_published' };

const nothingToSay = (): AppError =>
  new AppError('conflict', 'outcome_is_known', 'There is nothing to settle here (any more).', {
    remediation: 'Load the post to see where it stands.',
  });

/** A publish call was seen to take effect minutes after its sender had given up. */
const settledMs = 10 * 60_000;
const tooEarly = (retryAfterMs: number): AppError =>
  new AppError('conflict', 'too_early_to_say', 'The platform may still be working on this post.', {
    remediation: 'Look again in a few minutes.',
    retryAfterMs,
  });

/** The search goes on beside the question, and each look moves the row: an answer that meets one is given again. */
const maxAttempts = 5;

/** Nothing is sent by this: after "it is not there" the post can be approved again. @throws {AppError} `not_found`; `conflict` `outcome_is_known`, `too_early_to_say`, `publication_moved`. */
export async function resolvePublication(deps: Needs, input: Input, attempt = 1): Promise<Publication> {
  const { userId, postId, connectionId, outcome } = input;
  const p = await deps.publications.get(userId, postId, connectionId);
  if (!p) throw notFound('publication');
  if (!isAsked(p)) throw nothingToSay();
  const now = deps.now();
  const sentAt = new Date(p.sentAt ?? p.createdAt);
  const waitMs = sentAt.getTime() + settledMs - now.getTime();
  if (outcome === 'not_published' && waitMs > 0) throw tooEarly(waitMs);
  const next = outcome === 'published' ? resolvedPublished(p, now) : resolvedAbsent(p, now, nextSearchMs(sentAt, now));
  const about = { post: postId, connection: connectionId, publication: p.id, outcome };
  try {
    await deps.commit([deps.publications.replace(next), eventWrite(deps, userId, 'post_outcome_resolved', about)]);
  } catch (error) {
    if (attempt < maxAttempts && isAppError(error, 'conflict', 'publication_moved')) return resolvePublication(deps, input, attempt + 1);
    throw error;
  }
  return next;
}

/** One caller cannot use up what all callers share: every call of a session is counted, cheaply. */
import { type CallTallies, noteCall, noteCounted, tooManyCalls } from '../core/call-limit.ts';
import type { Session } from '../core/session.ts';
import type { Deps } from './deps.ts';

/** @throws {AppError} `rate_limited` `too_many_calls` until the minute is over */
export async function limitCalls(
  { now, rates }: Pick<Deps, 'now' | 'rates'>,
  tallies: CallTallies,
  { id, userId }: Pick<Session, 'id' | 'userId'>,
): Promise<void> {
  const at = now();
  const { isOver, isCounted } = noteCall(tallies, id, at);
  if (isOver) throw tooManyCalls(at);
  if (isCounted && noteCounted(tallies, id, await rates.countCalls(userId, id, at))) throw tooManyCalls(at);
}

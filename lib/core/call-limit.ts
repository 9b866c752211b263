/**
 * How many calls one session may make in a minute. Ordinary use is counted in the memory of a warm function alone and writes nothing; only a
 * session that goes beyond it there is counted in the table, for all functions together and ten calls at a time.
 */
import { AppError } from './errors.ts';

const minuteMs = 60_000;
/** Of one minute and one warm function: a page that looks every second does not reach it. */
export const freeCalls = 90;
/** One write in the table stands for so many calls. */
export const callsPerCount = 10;
/** Of one minute, beyond the free ones. */
export const maxCountedCalls = 600;
const maxSessions = 1_000;

type Tally = { minute: number; calls: number; isOver: boolean };
/** What one warm function remembers, by session. */
export type CallTallies = Map<string, Tally>;

const minuteOf = (now: Date): number => Math.floor(now.getTime() / minuteMs);

/** Notes one call. @returns whether the session is over its limit already, and whether this call must be counted in the table. */
export function noteCall(tallies: CallTallies, sessionId: string, now: Date): { isOver: boolean; isCounted: boolean } {
  const minute = minuteOf(now);
  const known = tallies.get(sessionId);
  if (known === undefined && tallies.size >= maxSessions) tallies.clear();
  const tally = known?.minute === minute ? known : { minute, calls: 0, isOver: false };
  tally.calls += 1;
  tallies.set(sessionId, tally);
  const beyond = tally.calls - freeCalls;
  return { isOver: tally.isOver, isCounted: !tally.isOver && beyond > 0 && beyond % callsPerCount === 1 };
}

/** What the table counted. @returns whether the session is over its limit now; it stays so for the rest of the minute. */
export function noteCounted(tallies: CallTallies, sessionId: string, counts: number): boolean {
  const isOver = counts * callsPerCount > maxCountedCalls;
  const tally = tallies.get(sessionId);
  if (tally) tally.isOver = isOver;
  return isOver;
}

export const tooManyCalls = (now: Date): AppError =>
  new AppError('rate_limited', 'too_many_calls', 'These are more calls than one session may make in a minute.', {
    retryAfterMs: (minuteOf(now) + 1) * minuteMs - now.getTime(),
    remediation: 'Wait for the next minute, and ask less often.',
  });

/**
 * When a token is refreshed, when its owner is told that it cannot be, and when to try again: decided from the token row, its health
 * and the clock. Pure. A token row stands in the `due` index for its next moment until it has expired.
 */
import type { SealedToken } from './connection.ts';
import type { ErrorKind } from './errors.ts';
import type { RefreshHealth, RefreshProblem } from './health.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Refreshed when less than this is left: half a month after it was issued, with a month and a half of room for trouble. */
export const refreshBelowMs = 45 * dayMs;
/** Never refreshed before: Threads wants 24 hours. */
export const minAgeMs = 25 * hourMs;
/** The owner is told when this many days are left and refreshing fails. */
export const warnDays = [14, 7, 3, 1] as const;
/** A claimed refresh is left alone for this long. Above the refresher's time limit (60 s). */
export const claimMs = 2 * minuteMs;
/** An intent to tell the owner is looked at again after this, should whoever stored it have died before the message was sent. */
export const tellAgainMs = minuteMs;

type Life = Pick<SealedToken, 'expiresAt' | 'issuedAt' | 'refreshedAt'>;

/** A token without a known beginning was stored before refreshing existed: it is left to its end. */
export function refreshAt({ expiresAt, issuedAt, refreshedAt }: Life): Date | undefined {
  const bornAt = refreshedAt ?? issuedAt;
  if (bornAt === undefined) return undefined;
  return new Date(Math.max(Date.parse(expiresAt) - refreshBelowMs, Date.parse(bornAt) + minAgeMs));
}

/** The first moment of a token that was just issued. */
export const firstDueAt = (life: Life): string => {
  const at = refreshAt(life)?.getTime() ?? Number.POSITIVE_INFINITY;
  return new Date(Math.min(at, Date.parse(life.expiresAt))).toISOString();
};

/**
 * The longest pauses. An explicit no can wait. Without an answer the platform may have renewed the token, and the one that we hold
 * works only briefly from then on: half an hour is what the simulator showed to be short enough for an hour of grace.
 */
const longestPauseMs = { reconnect_needed: 6 * hourMs, refused: 6 * hourMs, unavailable: 30 * minuteMs } as const satisfies Record<
  RefreshProblem,
  number
>;

type Attempts = Pick<RefreshHealth, 'failures' | 'problem'>;

/** Pause after the n-th failed attempt: 5, 10, 20 … minutes, a quarter more or less by `chance` in [0, 1). */
export function retryMs({ failures, problem = 'unavailable' }: Attempts, chance: number): number {
  const usual = Math.min(longestPauseMs[problem], 5 * minuteMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(usual * (0.75 + chance / 2));
}

const momentOf = (expiresAt: string, daysLeft: number): number => Date.parse(expiresAt) - daysLeft * dayMs;

/** What the owner has not been told yet although it is time; of several missed thresholds only the last one counts. */
export function dueWarning({ expiresAt }: Pick<SealedToken, 'expiresAt'>, { warned }: RefreshHealth, now: Date): number | undefined {
  const passed = warnDays.filter((days) => momentOf(expiresAt, days) <= now.getTime());
  const last = passed.at(-1);
  return last === undefined || warned.some((days) => days <= last) ? undefined : last;
}

/** The next moment after an attempt that began now: its repetition, a threshold or the end, whichever comes first. */
export function dueAfterAttempt({ expiresAt }: Pick<SealedToken, 'expiresAt'>, attempts: Attempts, now: Date, chance: number): string {
  const moments = [...warnDays.map((days) => momentOf(expiresAt, days)), Date.parse(expiresAt)].filter((ms) => ms > now.getTime());
  const soonest = Math.min(now.getTime() + retryMs(attempts, chance), ...moments);
  return new Date(Math.max(now.getTime() + claimMs, soonest)).toISOString();
}

export type RefreshStep =
  /** Nothing by itself, ever again. */
  | { kind: 'rest' }
  | { kind: 'wait' }
  /** Over: out of the index. */
  | { kind: 'expire' }
  /** Store the intent to tell the owner. */
  | { kind: 'warn'; daysLeft: number }
  /** The intent is stored: send the message. */
  | { kind: 'tell'; daysLeft: number }
  | { kind: 'refresh' };

/** Telling comes before trying: a refresh that always breaks off half-way must not keep its owner in the dark. */
export function nextRefreshStep(token: Life & Pick<SealedToken, 'dueAt'>, health: RefreshHealth, now: Date): RefreshStep {
  if (token.dueAt === undefined) return { kind: 'rest' };
  if (now < new Date(token.dueAt)) return { kind: 'wait' };
  if (now >= new Date(token.expiresAt)) return { kind: 'expire' };
  if (health.telling !== undefined) return { kind: 'tell', daysLeft: health.telling };
  const daysLeft = health.failures > 0 ? dueWarning(token, health, now) : undefined;
  return daysLeft === undefined ? { kind: 'refresh' } : { kind: 'warn', daysLeft };
}

const problems: Partial<Record<ErrorKind, RefreshProblem>> = {
  reconnect: 'reconnect_needed',
  invalid: 'refused',
  forbidden: 'refused',
  rejected: 'refused',
  rate_limited: 'unavailable',
  unavailable: 'unavailable',
};
/** What a failed attempt says of the connection; undefined for what is no answer of a platform but our own mistake. */
export const refreshProblemOf = (kind: ErrorKind): RefreshProblem | undefined => problems[kind];

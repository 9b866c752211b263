/** Counters per hour or day that expire by themselves. */
import type { Database } from '../core/ports.ts';
import type { Counted } from '../core/rate.ts';
import { keys } from './keys.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const countIn = (db: Database, windowMs: number) => (what: string, who: string, now: Date) => {
  const window = Math.floor(now.getTime() / windowMs);
  return db.increment(keys.rate(what, who, window), new Date((window + 2) * windowMs));
};

const hourBefore = async (db: Database, what: string, who: string, now: Date): Promise<number> =>
  Number((await db.get('main', keys.rate(what, who, Math.floor(now.getTime() / hourMs) - 1)))?.['count'] ?? 0);

export const rateStore = (db: Database) => ({
  /** Counts one more in the present hour and returns how many there were. */
  count: countIn(db, hourMs),
  /** The same for the present day (UTC). One `what` is counted by hour or by day, never both. */
  countDay: countIn(db, dayMs),
  /** Counts one more, for a limit over the last sixty minutes (lib/core/rate.ts). */
  countSliding: async (what: string, who: string, now: Date): Promise<Counted> => {
    const [thisWindow, lastWindow] = await Promise.all([countIn(db, hourMs)(what, who, now), hourBefore(db, what, who, now)]);
    return { thisWindow, lastWindow, windowMs: hourMs };
  },
  /** Counts one more of a session in the present minute. */
  countCalls: (userId: string, sessionId: string, now: Date): Promise<number> => {
    const minute = Math.floor(now.getTime() / minuteMs);
    return db.increment(keys.rate('calls', userId, `${minute}#${sessionId}`), new Date((minute + 2) * minuteMs));
  },
  /** How many there were in the hour before the present one. */
  lastHour: (what: string, who: string, now: Date): Promise<number> => hourBefore(db, what, who, now),
  /** How many there were on the day of this instant. */
  ofDay: async (what: string, who: string, at: Date): Promise<number> =>
    Number((await db.get('main', keys.rate(what, who, Math.floor(at.getTime() / dayMs))))?.['count'] ?? 0),
});
export type RateStore = ReturnType<typeof rateStore>;

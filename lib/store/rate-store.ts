/** Counters per hour that expire by themselves. */
import type { Database } from '../core/ports.ts';
import { keys } from './keys.ts';

const hourMs = 3_600_000;

export const rateStore = (db: Database) => ({
  /** Counts one more in the present hour and returns how many there were. */
  count: (what: string, who: string, now: Date): Promise<number> => {
    const hour = Math.floor(now.getTime() / hourMs);
    return db.increment(keys.rate(what, who, hour), new Date((hour + 2) * hourMs));
  },
});
export type RateStore = ReturnType<typeof rateStore>;

/** Times for browser tests, counted from the present moment. */
import type { Schedule } from '../../lib/core/schedule.ts';
import { instantsOf, wallTimeOf } from '../../lib/core/zoned-time.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Where the browser of the tests is. */
export const home = 'Europe/Paris';

/** So many minutes from now, on the minute. */
export function inMinutes(minutes: number, zone = home): Schedule {
  const at = new Date(Math.ceil(Date.now() / minuteMs + minutes) * minuteMs);
  return { at: at.toISOString(), wallTime: wallTimeOf(at, zone), zone, ifLate: 'ask' };
}

/** A date so many days of the calendar ahead, counted from the one at home: days of 24 hours would miss the one of 23 late in the evening. */
export const dayAhead = (days: number): string =>
  new Date(Date.parse(wallTimeOf(new Date(), home).slice(0, 10)) + days * dayMs).toISOString().slice(0, 10);

/** The next date on which clocks at home skip 02:30 (`count` 0), or show it twice (2). */
export function dayWhenClocksChange(count: 0 | 2): string {
  const found = Array.from({ length: 366 }, (_, days) => dayAhead(days + 1)).find(
    (date) => instantsOf(`${date}T02:30`, home).length === count,
  );
  if (found === undefined) throw new Error(`No day with ${count} times of 02:30 within a year.`);
  return found;
}

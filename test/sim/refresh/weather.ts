/** What goes wrong in the years of the refresh simulator: outages that all accounts share, drawn from the seed. */
import type { Random } from '../random.ts';

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
/** Target T2.9 asks for outages of up to five days. */
const longestMs = 5 * dayMs;

export type Outage = { from: number; to: number };

/** About one outage per `everyDays`, of minutes to five days. */
export function outages(random: Random, startMs: number, days: number, everyDays: number): Outage[] {
  return Array.from({ length: Math.ceil(days / everyDays) }, () => {
    const from = startMs + random.next() * days * dayMs;
    return { from, to: from + Math.max(minuteMs, random.next() ** 2 * longestMs) };
  }).sort((a, b) => a.from - b.from);
}

export const isDown = (all: readonly Outage[], ms: number): boolean => all.some(({ from, to }) => from <= ms && ms < to);

/** The first moment from `ms` on at which nothing is down; outages may overlap. */
export function upAgain(all: readonly Outage[], ms: number): number {
  let at = ms;
  for (const { from, to } of all) if (from <= at && at < to) at = to;
  return at;
}

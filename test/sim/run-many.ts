/** Many schedules of one seed, counted. */
import { runSchedule } from './run-schedule.ts';
import type { WorldOptions } from './world.ts';

export type Counts = { schedules: number; duplicates: number; lost: number; violations: number };
export type Tally = Counts & { firstFailure: number | undefined };

type Options = WorldOptions & { seed: number; from: number; to: number; onProgress?: (tally: Tally) => void };

export const isClean = ({ duplicates, lost, violations }: Counts): boolean => duplicates + lost + violations === 0;

export const summary = ({ schedules, duplicates, lost, violations }: Counts): string =>
  `schedules ${schedules} duplicates ${duplicates} lost ${lost} violations ${violations}`;

export async function runMany({ seed, from, to, onProgress, ...world }: Options): Promise<Tally> {
  const tally: Tally = { schedules: 0, duplicates: 0, lost: 0, violations: 0, firstFailure: undefined };
  for (let schedule = from; schedule <= to; schedule += 1) {
    const { duplicates, lost, violations } = await runSchedule(seed, schedule, world);
    const counts = { schedules: 1, duplicates: duplicates.length, lost: lost.length, violations: violations.length };
    for (const name of ['schedules', 'duplicates', 'lost', 'violations'] as const) tally[name] += counts[name];
    if (!isClean(counts)) tally.firstFailure ??= schedule;
    onProgress?.(tally);
  }
  return tally;
}

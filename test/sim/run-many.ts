/** Many schedules of one seed, counted: here, or spread over the cores. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { runSchedule } from './run-schedule.ts';
import type { WorldOptions } from './world.ts';

const countNames = ['duplicates', 'lost', 'stuck', 'violations'] as const;
export type Counts = Record<'schedules' | (typeof countNames)[number], number>;
export type Tally = Counts & { firstFailure: number | undefined };

type Range = { seed: number; from: number; to: number };
type Told = { onProgress?: (tally: Tally) => void };

const emptyTally = (): Tally => ({ schedules: 0, duplicates: 0, lost: 0, stuck: 0, violations: 0, firstFailure: undefined });

export const isClean = (counts: Counts): boolean => countNames.every((name) => counts[name] === 0);

export const summary = (counts: Counts): string =>
  `schedules ${counts.schedules} ${countNames.map((name) => `${name} ${counts[name]}`).join(' ')}`;

function add(tally: Tally, { firstFailure, ...counts }: Tally): void {
  tally.schedules += counts.schedules;
  for (const name of countNames) tally[name] += counts[name];
  if (firstFailure !== undefined) tally.firstFailure = Math.min(firstFailure, tally.firstFailure ?? firstFailure);
}

/** One after the other, in this process. */
export async function runMany({ seed, from, to, onProgress, ...world }: WorldOptions & Range & Told): Promise<Tally> {
  const tally = emptyTally();
  for (let schedule = from; schedule <= to; schedule += 1) {
    const found = await runSchedule(seed, schedule, world);
    const counts = Object.fromEntries(countNames.map((name) => [name, found[name].length])) as Record<(typeof countNames)[number], number>;
    const one: Tally = { ...counts, schedules: 1, firstFailure: undefined };
    add(tally, isClean(one) ? one : { ...one, firstFailure: schedule });
    onProgress?.(tally);
  }
  return tally;
}

/** So few that the cores end together, so many that handing them over costs nothing. */
const chunkSize = 25;
const tallySchema = z.object({
  schedules: z.number(),
  duplicates: z.number(),
  lost: z.number(),
  stuck: z.number(),
  violations: z.number(),
  firstFailure: z.number().optional(),
});

/** What a worker is told once: everything but the range. */
export type WorkerData = Pick<WorldOptions, 'without' | 'isCalm'> & { seed: number };

/** @throws what ended the worker, if it died instead of answering */
function ask(worker: Worker, chunk: { from: number; to: number }): Promise<unknown> {
  const answer = Promise.withResolvers<unknown>();
  worker.once('error', answer.reject);
  worker.once('message', (tally) => {
    worker.off('error', answer.reject);
    answer.resolve(tally);
  });
  worker.postMessage(chunk);
  return answer.promise;
}

/** On all cores. A schedule depends on its seed and number alone, so the order in which they run does not matter. */
export async function runOnAllCores({ seed, from, to, onProgress, ...options }: WorkerData & Range & Told): Promise<Tally> {
  const tally = emptyTally();
  let next = from;
  const serve = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { seed, ...options } satisfies WorkerData });
    try {
      while (next <= to) {
        const chunk = { from: next, to: Math.min(to, next + chunkSize - 1) };
        next = chunk.to + 1;
        const { firstFailure, ...counts } = tallySchema.parse(await ask(worker, chunk));
        add(tally, { ...counts, firstFailure });
        onProgress?.(tally);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil((to - from + 1) / chunkSize)) }, serve));
  return tally;
}

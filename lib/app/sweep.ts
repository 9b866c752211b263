/**
 * One tick of the timer: sends what is due soon once, what is overdue again, and moves its marks only afterwards. Rows, buckets and shards
 * stand alone: what goes wrong with one of them is told, tried again by the next tick, and keeps nothing else from being sent.
 */
import { type DueQueue, dueWork } from '../core/due-work.ts';
import type { DueRow } from '../core/ports.ts';
import {
  bucketsToReopen,
  bucketsToSweep,
  dueAtOf,
  dueKindOf,
  dueShards,
  firstMarks,
  graceMs,
  marksAfter,
  minuteOf,
  type SweepMarks,
  unknownKindMs,
} from '../core/timer.ts';
import type { Deps, Sends } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'sweeps' | 'commit'> & Sends<DueQueue>;

const atOnce = 25;

type Unsent = { kind: string; error: unknown };
export type Swept = {
  sent: number;
  /** Kinds that no row of lib/core/due-work.ts names. */
  unknown: string[];
  /** Rows that could not be handed to their queue: each keeps its bucket in view. */
  unsent: Unsent[];
  /** Whatever else went wrong: buckets not read, marks not stored, whole shards. */
  failures: unknown[];
};

const nothing = (): Swept => ({ sent: 0, unknown: [], unsent: [], failures: [] });

async function enqueueOne(deps: Needs, row: DueRow, now: Date, swept: Swept): Promise<'done' | 'unsent'> {
  const work = dueWork(row);
  if (!work) {
    swept.unknown.push(dueKindOf(row.dueSk));
    return 'done';
  }
  const delaySeconds = Math.min(900, Math.max(0, Math.ceil((dueAtOf(row.dueSk).getTime() - now.getTime()) / 1000)));
  const [queue, message] = work.send;
  try {
    await deps.sendMessage(queue, message, { delaySeconds, group: work.group });
  } catch (error) {
    swept.unsent.push({ kind: dueKindOf(row.dueSk), error });
    return 'unsent';
  }
  swept.sent += 1;
  return 'done';
}

/** @returns those that could not be sent. */
async function enqueue(deps: Needs, rows: readonly DueRow[], now: Date, swept: Swept): Promise<ReadonlySet<DueRow>> {
  const unsent = new Set<DueRow>();
  for (let i = 0; i < rows.length; i += atOnce) {
    const some = rows.slice(i, i + atOnce);
    const ends = await Promise.all(some.map((row) => enqueueOne(deps, row, now, swept)));
    for (const [j, row] of some.entries()) if (ends[j] === 'unsent') unsent.add(row);
  }
  return unsent;
}

type Bucket = ReturnType<typeof bucketsToSweep>[number];

/** Undefined when the index did not answer. */
async function read(deps: Needs, { bucket }: Pick<Bucket, 'bucket'>, swept: Swept): Promise<DueRow[] | undefined> {
  try {
    return await deps.sweeps.due(bucket);
  } catch (error) {
    swept.failures.push(error);
    return undefined;
  }
}

/** Does this row keep its bucket from counting as empty? */
const holdsBucket = (row: DueRow, now: Date): boolean =>
  dueWork(row) !== undefined || now.getTime() - dueAtOf(row.dueSk).getTime() < unknownKindMs;

/** Sends what is due in these buckets, oldest first, and says how far the marks may move. */
async function sweepBuckets(
  deps: Needs,
  buckets: readonly Bucket[],
  { marks, now, swept }: { marks: SweepMarks; now: Date; swept: Swept },
): Promise<SweepMarks> {
  const found = await Promise.all(buckets.map((one) => read(deps, one, swept)));
  const visits = buckets.map(({ minute, isNew }, i) => ({ minute, isNew, rows: found[i] }));
  const overdueBefore = now.getTime() - graceMs;
  const due = visits.flatMap(({ rows = [], isNew }) => rows.filter((row) => isNew || dueAtOf(row.dueSk).getTime() < overdueBefore));
  const unsent = await enqueue(deps, due, now, swept);
  const visited = visits.map(({ minute, rows }) => ({
    minute,
    isUnread: rows === undefined,
    isUnsent: rows?.some((row) => unsent.has(row)) ?? false,
    isEmpty: rows !== undefined && !rows.some((row) => holdsBucket(row, now)),
  }));
  return marksAfter(marks, visited, now);
}

/** Stored before the first bucket is visited, or a first sweep that keeps failing would move its own beginning past the work. */
async function beginMarks(deps: Needs, shard: number, now: Date): Promise<SweepMarks> {
  const marks = firstMarks(now);
  await deps.commit([deps.sweeps.beginMarks(shard, marks)]);
  return marks;
}

/** What shows in the index only now is in view again from its bucket on, for the next tick. What was not read has its next turn in an hour. */
async function reopen(
  deps: Needs,
  { shard, marks, now }: { shard: number; marks: SweepMarks; now: Date },
  swept: Swept,
): Promise<SweepMarks> {
  const buckets = bucketsToReopen(marks, shard, now);
  let { emptyThrough } = marks;
  for (let i = 0; i < buckets.length; i += atOnce) {
    const some = buckets.slice(i, i + atOnce);
    const found = await Promise.all(some.map((one) => read(deps, one, swept)));
    for (const [j, { minute }] of some.entries())
      if (found[j]?.some((row) => holdsBucket(row, now))) emptyThrough = Math.min(emptyThrough, minute - 1);
  }
  return { ...marks, emptyThrough, reopenedThrough: minuteOf(now) };
}

async function storeMarks(deps: Needs, shard: number, marks: SweepMarks, swept: Swept): Promise<void> {
  try {
    await deps.commit([deps.sweeps.putMarks(shard, marks)]);
  } catch (error) {
    // The next tick visits more buckets again: late, and harmless.
    swept.failures.push(error);
  }
}

/** After a long outage there are thousands of buckets: the marks are stored on the way, so that a tick that is cut off was not in vain. */
async function sweepShard(deps: Needs, shard: number, swept: Swept): Promise<void> {
  const now = deps.now();
  let marks = (await deps.sweeps.marks(shard)) ?? (await beginMarks(deps, shard, now));
  const buckets = bucketsToSweep(marks, shard, now);
  for (let i = 0; i < buckets.length; i += atOnce) {
    marks = await sweepBuckets(deps, buckets.slice(i, i + atOnce), { marks, now, swept });
    if ((i / atOnce) % 10 === 9) await storeMarks(deps, shard, marks, swept);
  }
  await storeMarks(deps, shard, await reopen(deps, { shard, marks, now }, swept), swept);
}

/** @returns how many messages were sent, and everything that went wrong. It does not throw: who calls it tells. */
export async function sweep(deps: Needs): Promise<Swept> {
  const swept = nothing();
  const shards = Array.from({ length: dueShards }, (_, shard) => sweepShard(deps, shard, swept));
  for (const shard of await Promise.allSettled(shards)) if (shard.status === 'rejected') swept.failures.push(shard.reason);
  return { ...swept, unknown: [...new Set(swept.unknown)].sort() };
}

/** One tick of the timer: sends what is due soon once, what is overdue again, and moves its marks only afterwards. */
import { dueWork } from '../core/due-work.ts';
import type { DueRow } from '../core/ports.ts';
import {
  bucketsToSweep,
  dueAtOf,
  dueKindOf,
  dueShards,
  firstMarks,
  graceMs,
  type SweepMarks,
  settledMinute,
  unknownKindMs,
} from '../core/timer.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'sweeps' | 'commit' | 'sendMessage'>;

const atOnce = 25;

/** `unknown`: kinds that no row of lib/core/due-work.ts names; they are told of, and hold up nothing. */
type Swept = { sent: number; unknown: readonly string[] };

/** @returns whether its kind is known, so that it was sent. */
async function enqueueOne(deps: Needs, row: DueRow, now: Date): Promise<boolean> {
  const work = dueWork(row);
  if (!work) return false;
  const delaySeconds = Math.min(900, Math.max(0, Math.ceil((dueAtOf(row.dueSk).getTime() - now.getTime()) / 1000)));
  await deps.sendMessage(work.queue, work.message, { delaySeconds, group: work.group });
  return true;
}

async function enqueue(deps: Needs, rows: readonly DueRow[], now: Date): Promise<Swept> {
  const unknown: string[] = [];
  for (let i = 0; i < rows.length; i += atOnce) {
    const some = rows.slice(i, i + atOnce);
    const isSent = await Promise.all(some.map((row) => enqueueOne(deps, row, now)));
    unknown.push(...some.filter((_, j) => !isSent[j]).map(({ dueSk }) => dueKindOf(dueSk)));
  }
  return { sent: rows.length - unknown.length, unknown };
}

type Bucket = ReturnType<typeof bucketsToSweep>[number];

/** Does this row keep its bucket from counting as empty? */
const holdsBucket = (row: DueRow, now: Date): boolean =>
  dueWork(row) !== undefined || now.getTime() - dueAtOf(row.dueSk).getTime() < unknownKindMs;

/** Sends what is due in these buckets, oldest first, and says how far the marks may move. */
async function sweepBuckets(deps: Needs, buckets: readonly Bucket[], marks: SweepMarks, now: Date): Promise<Swept & { marks: SweepMarks }> {
  const found = await Promise.all(buckets.map(({ bucket }) => deps.sweeps.due(bucket)));
  const visited = buckets.map(({ minute, isNew }, i) => ({ minute, isNew, rows: found[i] ?? [] }));
  const overdueBefore = now.getTime() - graceMs;
  const due = visited.flatMap(({ rows, isNew }) => rows.filter((row) => isNew || dueAtOf(row.dueSk).getTime() < overdueBefore));
  const swept = await enqueue(deps, due, now);
  let { emptyThrough, enqueuedThrough } = marks;
  for (const { minute, rows } of visited) {
    enqueuedThrough = Math.max(enqueuedThrough, minute);
    if (minute <= settledMinute(now) && minute === emptyThrough + 1 && !rows.some((row) => holdsBucket(row, now))) emptyThrough = minute;
  }
  return { ...swept, marks: { emptyThrough, enqueuedThrough } };
}

/** Stored before the first bucket is visited, or a first sweep that keeps failing would move its own beginning past the work. */
async function beginMarks(deps: Needs, shard: number, now: Date): Promise<SweepMarks> {
  const marks = firstMarks(now);
  await deps.commit([deps.sweeps.beginMarks(shard, marks)]);
  return marks;
}

/** After a long outage there are thousands of buckets: the marks are stored on the way, so that a tick that is cut off was not in vain. */
async function sweepShard(deps: Needs, shard: number): Promise<Swept> {
  const now = deps.now();
  let marks = (await deps.sweeps.marks(shard)) ?? (await beginMarks(deps, shard, now));
  const buckets = bucketsToSweep(marks, shard, now);
  let sent = 0;
  const unknown: string[] = [];
  for (let i = 0; i < buckets.length; i += atOnce) {
    const swept = await sweepBuckets(deps, buckets.slice(i, i + atOnce), marks, now);
    ({ marks } = swept);
    sent += swept.sent;
    unknown.push(...swept.unknown);
    const isLast = i + atOnce >= buckets.length;
    if (isLast || (i / atOnce) % 10 === 9) await deps.commit([deps.sweeps.putMarks(shard, marks)]);
  }
  return { sent, unknown };
}

/** @returns how many messages were sent, and which kinds of rows nobody knows. */
export async function sweep(deps: Needs): Promise<Swept> {
  const shards = await Promise.all(Array.from({ length: dueShards }, (_, shard) => sweepShard(deps, shard)));
  return {
    sent: shards.reduce((sum, shard) => sum + shard.sent, 0),
    unknown: [...new Set(shards.flatMap(({ unknown }) => unknown))].sort(),
  };
}

/** One tick of the timer: sends what is due soon once, what is overdue again, and moves its marks only afterwards. */
import type { PublishMessage } from '../core/messages.ts';
import type { DueRow } from '../core/ports.ts';
import { bucketsToSweep, dueAtOf, dueShards, firstMarks, graceMs, type SweepMarks, settledMinute } from '../core/timer.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'sweeps' | 'commit' | 'sendMessage'>;

const atOnce = 25;

/** The message of a `due` row; its table keys say which publication it is. */
function messageOf({ pk, sk }: DueRow): PublishMessage {
  const [postId = '', connectionId = ''] = sk.split('#');
  return { kind: 'publication', user_id: pk.slice('PUBLICATIONS#'.length), post_id: postId, connection_id: connectionId };
}

async function enqueue(deps: Needs, rows: readonly DueRow[], now: Date): Promise<void> {
  for (let i = 0; i < rows.length; i += atOnce) {
    await Promise.all(
      rows.slice(i, i + atOnce).map((row) => {
        const message = messageOf(row);
        const delaySeconds = Math.min(900, Math.max(0, Math.ceil((dueAtOf(row.dueSk).getTime() - now.getTime()) / 1000)));
        return deps.sendMessage('publish', message, { delaySeconds, group: message.connection_id });
      }),
    );
  }
}

type Bucket = ReturnType<typeof bucketsToSweep>[number];

/** Sends what is due in these buckets and says how far the marks may move. */
async function sweepBuckets(
  deps: Needs,
  buckets: readonly Bucket[],
  marks: SweepMarks,
  now: Date,
): Promise<{ marks: SweepMarks; sent: number }> {
  const found = await Promise.all(buckets.map(({ bucket }) => deps.sweeps.due(bucket)));
  const overdueBefore = now.getTime() - graceMs;
  let { emptyThrough, enqueuedThrough } = marks;
  let sent = 0;
  for (const [i, { minute, isNew }] of buckets.entries()) {
    const rows = found[i] ?? [];
    const due = isNew ? rows : rows.filter((row) => dueAtOf(row.dueSk).getTime() < overdueBefore);
    await enqueue(deps, due, now);
    sent += due.length;
    enqueuedThrough = Math.max(enqueuedThrough, minute);
    if (rows.length === 0 && minute <= settledMinute(now) && minute === emptyThrough + 1) emptyThrough = minute;
  }
  return { marks: { emptyThrough, enqueuedThrough }, sent };
}

/** Stored before the first bucket is visited, or a first sweep that keeps failing would move its own beginning past the work. */
async function beginMarks(deps: Needs, shard: number, now: Date): Promise<SweepMarks> {
  const marks = firstMarks(now);
  await deps.commit([deps.sweeps.beginMarks(shard, marks)]);
  return marks;
}

/** After a long outage there are thousands of buckets: the marks are stored on the way, so that a tick that is cut off was not in vain. */
async function sweepShard(deps: Needs, shard: number): Promise<number> {
  const now = deps.now();
  let marks = (await deps.sweeps.marks(shard)) ?? (await beginMarks(deps, shard, now));
  const buckets = bucketsToSweep(marks, shard, now);
  let sent = 0;
  for (let i = 0; i < buckets.length; i += atOnce) {
    const swept = await sweepBuckets(deps, buckets.slice(i, i + atOnce), marks, now);
    ({ marks } = swept);
    sent += swept.sent;
    const isLast = i + atOnce >= buckets.length;
    if (isLast || (i / atOnce) % 10 === 9) await deps.commit([deps.sweeps.putMarks(shard, marks)]);
  }
  return sent;
}

/** @returns how many messages were sent. */
export async function sweep(deps: Needs): Promise<{ sent: number }> {
  const counts = await Promise.all(Array.from({ length: dueShards }, (_, shard) => sweepShard(deps, shard)));
  return { sent: counts.reduce((sum, count) => sum + count, 0) };
}

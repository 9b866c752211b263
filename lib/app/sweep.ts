/** One tick of the timer: sends what is due soon once, what is overdue again, and moves its marks only afterwards. */
import type { PublishMessage } from '../core/messages.ts';
import type { DueRow } from '../core/ports.ts';
import { bucketsToSweep, dueAtOf, dueShards, firstMarks, graceMs, settledMinute } from '../core/timer.ts';
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

async function sweepShard(deps: Needs, shard: number): Promise<number> {
  const now = deps.now();
  const marks = (await deps.sweeps.marks(shard)) ?? firstMarks(now);
  let { emptyThrough, enqueuedThrough } = marks;
  let isContiguous = true;
  let sent = 0;
  for (const { minute, bucket, isNew } of bucketsToSweep(marks, shard, now)) {
    const rows = await deps.sweeps.due(bucket);
    const overdueBefore = now.getTime() - graceMs;
    const due = isNew ? rows : rows.filter((row) => dueAtOf(row.dueSk).getTime() < overdueBefore);
    await enqueue(deps, due, now);
    sent += due.length;
    enqueuedThrough = Math.max(enqueuedThrough, minute);
    isContiguous = isContiguous && rows.length === 0 && minute <= settledMinute(now);
    if (isContiguous) emptyThrough = minute;
  }
  await deps.commit([deps.sweeps.putMarks(shard, { emptyThrough, enqueuedThrough })]);
  return sent;
}

/** @returns how many messages were sent. */
export async function sweep(deps: Needs): Promise<{ sent: number }> {
  const counts = await Promise.all(Array.from({ length: dueShards }, (_, shard) => sweepShard(deps, shard)));
  return { sent: counts.reduce((sum, count) => sum + count, 0) };
}

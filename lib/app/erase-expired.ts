/**
 * Each hour: erases what is past its limit, whether or not the database has done so by itself. Its mark moves only afterwards. What has
 * files (uploads, exports) is not here: it stands in the one timer, and goes by a message to whoever handles its files.
 */
import { isAppError } from '../core/errors.ts';
import type { DueRow } from '../core/ports.ts';
import { dueAtOf, hoursToErase, settledHour } from '../core/timer.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'retention' | 'commit'>;

const atOnce = 25;
/** After a long outage there are many hours: the mark is stored on the way. */
const hoursPerMark = 100;

async function eraseOne(deps: Needs, row: DueRow): Promise<void> {
  try {
    await deps.commit([deps.retention.erase(row)]);
  } catch (error) {
    // It lives on, or is gone already.
    if (!isAppError(error, 'conflict')) throw error;
  }
}

/** @returns how many rows were over. */
async function eraseHour(deps: Needs, rows: readonly DueRow[]): Promise<number> {
  const over = rows.filter(({ dueSk }) => dueAtOf(dueSk) <= deps.now());
  for (let i = 0; i < over.length; i += atOnce) await Promise.all(over.slice(i, i + atOnce).map((row) => eraseOne(deps, row)));
  return over.length;
}

export async function eraseExpired(deps: Needs): Promise<{ erased: number }> {
  const now = deps.now();
  let emptyThrough = (await deps.retention.mark()) ?? (await beginMark(deps, now));
  let erased = 0;
  for (const [i, { hour, bucket }] of hoursToErase(emptyThrough, now).entries()) {
    const rows = await deps.retention.due(bucket);
    erased += await eraseHour(deps, rows);
    if (rows.length === 0 && hour === emptyThrough + 1 && hour <= settledHour(now)) emptyThrough = hour;
    if (i % hoursPerMark === hoursPerMark - 1) await deps.commit([deps.retention.putMark(emptyThrough)]);
  }
  await deps.commit([deps.retention.putMark(emptyThrough)]);
  return { erased };
}

/** Nothing of a stage is over before it has begun. */
async function beginMark({ retention, commit }: Needs, now: Date): Promise<number> {
  const mark = settledHour(now);
  await commit([retention.beginMark(mark)]);
  return mark;
}

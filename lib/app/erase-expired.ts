/**
 * Each hour: erases what is past its limit, whether or not the database has done so by itself. Its mark moves only afterwards. What has
 * files (uploads, exports) is not here: it stands in the one timer, and goes by a message to whoever handles its files. Rows and hours stand
 * alone: one that fails is told, tried again in an hour, and keeps nothing else.
 */
import { isAppError } from '../core/errors.ts';
import type { DueRow } from '../core/ports.ts';
import { dueAtOf, hoursToErase, settledHour } from '../core/timer.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'retention' | 'commit'>;

const atOnce = 25;
/** After a long outage there are many hours: the mark is stored on the way. */
const hoursPerMark = 100;

/** `failures`: of rows, hours and marks. */
export type Erased = { erased: number; failures: unknown[] };

async function eraseOne(deps: Needs, row: DueRow, all: Erased): Promise<void> {
  try {
    await deps.commit([deps.retention.erase(row)]);
    all.erased += 1;
  } catch (error) {
    // On a conflict it lives on, or is gone already.
    if (isAppError(error, 'conflict')) all.erased += 1;
    else all.failures.push(error);
  }
}

/** @returns whether there was nothing. */
async function eraseHour(deps: Needs, bucket: string, all: Erased): Promise<boolean> {
  try {
    const rows = await deps.retention.due(bucket);
    const over = rows.filter(({ dueSk }) => dueAtOf(dueSk) <= deps.now());
    for (let i = 0; i < over.length; i += atOnce) await Promise.all(over.slice(i, i + atOnce).map((row) => eraseOne(deps, row, all)));
    return rows.length === 0;
  } catch (error) {
    all.failures.push(error);
    return false;
  }
}

async function storeMark(deps: Needs, emptyThrough: number, all: Erased): Promise<void> {
  try {
    await deps.commit([deps.retention.putMark(emptyThrough)]);
  } catch (error) {
    all.failures.push(error);
  }
}

/** @returns how many rows were over, and what could not be erased. */
export async function eraseExpired(deps: Needs): Promise<Erased> {
  const now = deps.now();
  const all: Erased = { erased: 0, failures: [] };
  let emptyThrough = (await deps.retention.mark()) ?? (await beginMark(deps, now));
  for (const [i, { hour, bucket }] of hoursToErase(emptyThrough, now).entries()) {
    const isEmpty = await eraseHour(deps, bucket, all);
    if (isEmpty && hour === emptyThrough + 1 && hour <= settledHour(now)) emptyThrough = hour;
    if (i % hoursPerMark === hoursPerMark - 1) await storeMark(deps, emptyThrough, all);
  }
  await storeMark(deps, emptyThrough, all);
  return all;
}

/** Nothing of a stage is over before it has begun. */
async function beginMark({ retention, commit }: Needs, now: Date): Promise<number> {
  const mark = settledHour(now);
  await commit([retention.beginMark(mark)]);
  return mark;
}

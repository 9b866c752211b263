/** The one timer: which bucket of the `due` index something belongs to, and which buckets a sweep visits. Pure. */

/** Work is spread over this many index partitions per minute. */
export const dueShards = 4;
/** The sweep looks this far ahead, because its own tick may be a minute late. */
export const lookAheadMs = 150_000;
/** An old bucket counts as empty only after this: clocks may differ by a quarter of an hour, and the index may lag. */
export const settleMs = 20 * 60_000;
/** Overdue work is sent again only after this: whoever made it due has sent a message already. */
export const graceMs = 45_000;
/** The very first sweep starts this far back; nothing can be older than the stage itself. */
export const firstSweepMs = 30 * 60_000;
/** A row of a kind that this version does not know keeps its bucket in view for so long: a version that does may come back. */
export const unknownKindMs = 24 * 3_600_000;
/** A second look goes so far back, because the lag of an index has no bound. */
const reopenedHours = 24;
const hourMinutes = 60;
const minuteMs = 60_000;

export const minuteOf = (at: Date): number => Math.floor(at.getTime() / minuteMs);

const two = (n: number): string => String(n).padStart(2, '0');

/** `DUE#<yyyymmddhhmm>#<shard>`: a sweep makes a hundred of them, so it does without the detour over an ISO text. */
function bucketName(minute: number, shard: number): string {
  return `DUE#${bucketDate(minute)}${two(minute % 60)}#${shard}`;
}

/** `<yyyymmddhh>` */
function bucketDate(minute: number): string {
  const at = new Date(minute * minuteMs);
  return `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}${two(at.getUTCHours())}`;
}

const shardOf = (key: string): number => [...key].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521, 7) % dueShards;

/** Index keys of something due at `at`; `key` spreads the work. The index holds the table's keys anyway, so they do not stand in `due_sk`, too. */
export function dueKeys(at: Date, kind: string, key: string): { due_pk: string; due_sk: string } {
  const ms = String(at.getTime()).padStart(15, '0');
  return { due_pk: bucketName(minuteOf(at), shardOf(key)), due_sk: `${ms}#${kind}` };
}

/** `EXPIRY#<yyyymmddhh>`: what is over is erased by the hour, and nobody waits for it. */
const expiryBucket = (hour: number): string => `EXPIRY#${bucketDate(hour * 60)}`;
const hourMs = 60 * minuteMs;
export const hourOf = (at: Date): number => Math.floor(at.getTime() / hourMs);

/** Index keys of an item that is over at `at`: the hourly erasing finds it there. */
export const expiryKeys = (at: Date, kind: string): { due_pk: string; due_sk: string } => ({
  due_pk: expiryBucket(hourOf(at)),
  due_sk: `${String(at.getTime()).padStart(15, '0')}#${kind}`,
});

/**
 * Hours whose items may still be there, oldest first: from the one after `emptyThrough` to the present one, and the last day in any case, for
 * what shows in the index only now.
 */
export function hoursToErase(emptyThrough: number, now: Date): { hour: number; bucket: string }[] {
  const last = hourOf(now);
  const first = Math.min(emptyThrough + 1, last - reopenedHours);
  return Array.from({ length: last + 1 - first }, (_, i) => first + i).map((hour) => ({ hour, bucket: expiryBucket(hour) }));
}

/** The newest hour that may be declared empty at `now`: clocks may differ, and the index may lag. */
export const settledHour = (now: Date): number => hourOf(new Date(now.getTime() - settleMs)) - 1;

/** When a row is due, read from its sort key. */
export const dueAtOf = (dueSk: string): Date => new Date(Number(dueSk.slice(0, 15)));

/** What kind of row it is, read from its sort key. */
export const dueKindOf = (dueSk: string): string => dueSk.split('#')[1] ?? '';

/**
 * How far one shard was swept, in minutes since 1970: everything up to `emptyThrough` is gone, up to `enqueuedThrough` was sent once, and the
 * second net was cast in every minute up to `reopenedThrough` (not in marks stored before there was one).
 */
export type SweepMarks = { emptyThrough: number; enqueuedThrough: number; reopenedThrough?: number | undefined };

type BucketOf = { minute: number; bucket: string };

/** Buckets to visit, oldest first: overdue ones again, new ones once. */
export function bucketsToSweep(marks: SweepMarks | undefined, shard: number, now: Date): (BucketOf & { isNew: boolean })[] {
  const first = marks ?? firstMarks(now);
  const last = minuteOf(new Date(now.getTime() + lookAheadMs));
  const buckets: (BucketOf & { isNew: boolean })[] = [];
  for (let minute = first.emptyThrough + 1; minute <= last; minute += 1) {
    buckets.push({ minute, bucket: bucketName(minute, shard), isNew: minute > first.enqueuedThrough });
  }
  return buckets;
}

export const firstMarks = (now: Date): SweepMarks => {
  const start = minuteOf(new Date(now.getTime() - firstSweepMs));
  return { emptyThrough: start, enqueuedThrough: start };
};

/**
 * The second net. AWS bounds the lag of no index, so a row may show long after its bucket counted as empty: each bucket of the last day is
 * opened again every hour, by turns: each minute those that are a whole number of hours old. After missed ticks an hour's turns cover them all.
 */
export function bucketsToReopen({ emptyThrough, reopenedThrough }: SweepMarks, shard: number, now: Date): BucketOf[] {
  const present = minuteOf(now);
  const first = Math.max(reopenedThrough ?? present - 1, present - hourMinutes) + 1;
  const turns = Array.from({ length: Math.max(0, present + 1 - first) }, (_, i) => first + i);
  const minutes = turns.flatMap((turn) => Array.from({ length: reopenedHours }, (_, i) => turn - (i + 1) * hourMinutes));
  // Whatever comes after the mark is in view anyway.
  return minutes.filter((minute) => minute <= emptyThrough).map((minute) => ({ minute, bucket: bucketName(minute, shard) }));
}

/** A bucket after a tick was at it. `isUnread`: the index did not answer. `isUnsent`: something in it could not be handed to its queue. */
export type Visited = { minute: number; isUnread: boolean; isUnsent: boolean; isEmpty: boolean };

/**
 * How far the marks may move after these buckets, oldest first. A bucket that was not read, or that is not due yet and has something unsent,
 * counts as new again, with those after it; an overdue one is visited each minute anyway, and so holds up nobody.
 */
export function marksAfter(marks: SweepMarks, visited: readonly Visited[], now: Date): SweepMarks {
  let { emptyThrough } = marks;
  let enqueuedThrough = Math.max(marks.enqueuedThrough, emptyThrough);
  for (const { minute, isUnread, isUnsent, isEmpty } of visited) {
    const isNewAgain = isUnread || (isUnsent && minute >= minuteOf(now));
    if (minute === enqueuedThrough + 1 && !isNewAgain) enqueuedThrough = minute;
    if (minute <= settledMinute(now) && minute === emptyThrough + 1 && isEmpty) emptyThrough = minute;
  }
  return { ...marks, emptyThrough, enqueuedThrough };
}

/** The newest minute that may be declared empty at `now`. */
export const settledMinute = (now: Date): number => minuteOf(new Date(now.getTime() - settleMs)) - 1;

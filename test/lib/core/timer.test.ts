/** The one timer: every instant has exactly one bucket. That a sweep visits every row is in test/lib/app/sweep.test.ts. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketsToSweep,
  dueAtOf,
  dueKeys,
  dueShards,
  firstSweepMs,
  lookAheadMs,
  minuteOf,
  type SweepMarks,
  settledMinute,
} from '../../../lib/core/timer.ts';
import { inMs, startAt } from '../../support/builders.ts';

const shards = Array.from({ length: dueShards }, (_, shard) => shard);
const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

describe('dueKeys', () => {
  it('names minute, shard, instant and key', () => {
    expect(dueKeys(inMs(1_234), 'publication', 'usr_1#post_1#con_1')).toEqual({
      due_pk: expect.stringMatching(/^DUE#202611230900#[0-3]$/),
      due_sk: `${String(startAt.getTime() + 1_234).padStart(15, '0')}#publication`,
    });
  });

  it('keeps the instant, and sorts by it', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [keyA, keyB] = [dueKeys(a, 'publication', 'x').due_sk, dueKeys(b, 'publication', 'x').due_sk];
        expect(dueAtOf(keyA)).toEqual(a);
        expect(keyA < keyB).toBe(a < b);
      }),
      { numRuns: 300, seed: 63 },
    );
  });

  it('puts each instant into exactly one of the buckets around it', () => {
    fc.assert(
      fc.property(instants, fc.uuid(), (at, key) => {
        const around: SweepMarks = { emptyThrough: minuteOf(at) - 3, enqueuedThrough: minuteOf(at) - 3 };
        const visited = shards.flatMap((shard) => bucketsToSweep(around, shard, at).map(({ bucket }) => bucket));
        expect(new Set(visited).size).toBe(visited.length);
        expect(visited.filter((bucket) => bucket === dueKeys(at, 'publication', key).due_pk)).toHaveLength(1);
      }),
      { numRuns: 300, seed: 64 },
    );
  });

  it('spreads keys over all shards', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i += 1) {
      const { due_pk } = dueKeys(startAt, 'publication', `usr_${i}#post_${i * 7}#con_${i * 13}`);
      counts.set(due_pk, (counts.get(due_pk) ?? 0) + 1);
    }

    expect(counts.size).toBe(dueShards);
    for (const count of counts.values()) expect(count).toBeGreaterThan(600);
  });
});

describe('bucketsToSweep', () => {
  it('begins a quarter of an hour back and looks two and a half minutes ahead', () => {
    const buckets = bucketsToSweep(undefined, 0, startAt);

    expect(buckets[0]?.minute).toBe(minuteOf(inMs(-firstSweepMs)) + 1);
    expect(buckets.at(-1)?.minute).toBe(minuteOf(inMs(lookAheadMs)));
    expect(buckets.every(({ isNew }) => isNew)).toBe(true);
  });

  it('visits what is not empty again, and what is new once', () => {
    const now = minuteOf(startAt);

    const buckets = bucketsToSweep({ emptyThrough: now - 5, enqueuedThrough: now + 1 }, 2, startAt);

    expect(buckets.map(({ minute: at, isNew }) => [at - now, isNew])).toEqual([
      [-4, false],
      [-3, false],
      [-2, false],
      [-1, false],
      [0, false],
      [1, false],
      [2, true],
    ]);
    expect(buckets[4]?.bucket).toBe('DUE#202611230900#2');
  });

  it('goes on across days and years', () => {
    const newYear = new Date('2026-12-31T23:59:30Z');

    const names = bucketsToSweep({ emptyThrough: minuteOf(newYear) - 1, enqueuedThrough: minuteOf(newYear) - 1 }, 0, newYear);

    expect(names.map(({ bucket }) => bucket)).toEqual([
      'DUE#202612312359#0',
      'DUE#202701010000#0',
      'DUE#202701010001#0',
      'DUE#202701010002#0',
    ]);
  });
});

describe('settledMinute', () => {
  it('leaves writers twenty whole minutes, for clocks that differ by a quarter of an hour', () => {
    expect(minuteOf(startAt) - settledMinute(startAt)).toBe(21);
    expect(minuteOf(startAt) - settledMinute(inMs(-1))).toBe(22);
  });
});

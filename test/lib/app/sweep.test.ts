/** T7.13: the sweep sends every row, whenever it was written, whatever was missed before, and moves its marks only afterwards. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { sweep } from '../../../lib/app/sweep.ts';
import type { DueRow, Write } from '../../../lib/core/ports.ts';
import { dueKeys, type SweepMarks } from '../../../lib/core/timer.ts';
import { sweepStore } from '../../../lib/store/sweep-store.ts';
import { anId, inMs } from '../../support/builders.ts';
import { memoryDatabase } from '../../support/memory-database.ts';

const minute = 60_000;
const marksSchema = z.object({ emptyThrough: z.number(), enqueuedThrough: z.number(), reopenedThrough: z.optional(z.number()) });
type Row = { writtenMs: number; dueMs: number };
type Weather = { ticks: readonly number[]; lagMs: number; doneAfterMs: number };

/** Lets the sweep run over these rows tick by tick; the answer is when each of them was sent, and for when. */
async function run(rows: readonly Row[], { ticks, lagMs, doneAfterMs }: Weather) {
  const sent = rows.map((): { atMs: number; dueMs: number }[] => []);
  const marks = new Map<number, SweepMarks>();
  const buckets = new Map<string, { row: DueRow; id: number }[]>();
  rows.forEach(({ dueMs }, id) => {
    const sk = `${anId('post', id)}#${anId('con')}`;
    const { due_pk, due_sk } = dueKeys(inMs(dueMs), 'publication', sk);
    buckets.set(due_pk, [...(buckets.get(due_pk) ?? []), { id, row: { pk: `PUBLICATIONS#${anId('usr')}`, sk, dueSk: due_sk } }]);
  });
  let nowMs = 0;
  const isThere = (id: number): boolean => {
    const [first] = sent[id] ?? [];
    return (rows[id]?.writtenMs ?? 0) + lagMs <= nowMs && (first === undefined || nowMs - first.atMs < doneAfterMs);
  };
  const { putMarks, beginMarks } = sweepStore(memoryDatabase());
  const deps = {
    now: () => inMs(nowMs),
    sweeps: {
      marks: async (shard: number) => marks.get(shard),
      putMarks,
      beginMarks,
      due: async (bucket: string) => (buckets.get(bucket) ?? []).filter(({ id }) => isThere(id)).map(({ row }) => row),
    },
    commit: async (writes: readonly Write[]) => {
      for (const write of writes) {
        if (write.op !== 'put') continue;
        marks.set(Number(write.item.pk.split('#')[1]), z.parse(marksSchema, write.item));
      }
    },
    sendMessage: async (_: string, message: unknown, { delaySeconds = 0 } = {}) => {
      const id = rows.findIndex((__, i) => JSON.stringify(message).includes(anId('post', i)));
      sent[id]?.push({ atMs: nowMs, dueMs: nowMs + delaySeconds * 1000 });
    },
  };
  for (nowMs of ticks) await sweep(deps);
  return sent;
}

const every = (count: number): number[] => Array.from({ length: count }, (_, i) => i * minute);

describe('sweep', () => {
  it('T7.13 sends every row, with missed ticks, late ticks and an index that lags up to 30 s', async () => {
    const rows = fc.array(
      fc.record({ writtenMs: fc.integer({ min: 0, max: 30 * minute }), aheadMs: fc.integer({ min: -60_000, max: 20 * minute }) }),
      {
        maxLength: 12,
      },
    );
    const weather = fc.record({
      missed: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 25 }),
      lagMs: fc.nat(30_000),
      jitterMs: fc.nat(20_000),
    });

    await fc.assert(
      fc.asyncProperty(rows, weather, async (inputs, { missed, lagMs, jitterMs }) => {
        const isMissed = new Set(missed);
        const ticks = every(65).flatMap((ms, i) => (isMissed.has(i) ? [] : [ms + ((i * 7_919) % (jitterMs + 1))]));

        const sent = await run(
          inputs.map(({ writtenMs, aheadMs }) => ({ writtenMs, dueMs: writtenMs + aheadMs })),
          { ticks, lagMs, doneAfterMs: 5_000 },
        );

        expect(sent.filter((times) => times.length === 0)).toEqual([]);
      }),
      { numRuns: 60, seed: 65 },
    );
  });

  it('in fair weather sends what is due later once, in time, with the delay that makes it punctual', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ writtenMs: 0, dueMs: 4 * minute + i * 7_777 }));

    const sent = await run(rows, { ticks: every(30), lagMs: 0, doneAfterMs: 3 * minute });

    for (const [id, times] of sent.entries()) {
      expect(times).toHaveLength(1);
      expect(times[0]!.atMs).toBeLessThan(rows[id]!.dueMs);
      expect(Math.abs(times[0]!.dueMs - rows[id]!.dueMs)).toBeLessThan(1_000);
    }
  });

  it('sends overdue work again each minute until it is done, for however long', async () => {
    const [times] = await run([{ writtenMs: 0, dueMs: 0 }], { ticks: every(60), lagMs: 0, doneAfterMs: 40 * minute });

    expect(times).toHaveLength(40);
  });

  it('gives whoever made the work 45 seconds before it sends it again', async () => {
    const ticks = [0, 10 * minute, 10 * minute + 30_000, 10 * minute + 50_000];

    const [times] = await run([{ writtenMs: 10 * minute, dueMs: 10 * minute + 1_000 }], { ticks, lagMs: 1, doneAfterMs: 1e9 });

    expect(times?.map(({ atMs }) => atMs - 10 * minute)).toEqual([50_000]);
  });

  const hour = 60 * minute;

  it.each([1, 3, 7, 20, 23])(
    'T7.13 sends a row that shows in the index only after %i hours, within the hour, until it is done',
    async (hours) => {
      const rows = Array.from({ length: 12 }, (_, i) => ({ writtenMs: i * minute, dueMs: i * minute + 4_321 * i }));

      const sent = await run(rows, { ticks: every(26 * 60), lagMs: hours * hour, doneAfterMs: 3 * minute });

      for (const [id, times] of sent.entries()) {
        const showsAtMs = rows[id]!.writtenMs + hours * hour;
        expect(times.length).toBeGreaterThan(0);
        expect(times[0]!.atMs - showsAtMs).toBeLessThanOrEqual(hour + minute);
        // In view again from then on: each minute, for as long as it is there.
        expect(times.map(({ atMs }) => atMs - times[0]!.atMs)).toEqual([0, minute, 2 * minute]);
      }
    },
  );

  it('T7.13 finds it in time although many ticks were missed just then', async () => {
    const missed = every(10 * 60).filter((ms) => ms < 3 * hour || ms > 6.5 * hour);

    const [times] = await run([{ writtenMs: 0, dueMs: 30_000 }], { ticks: missed, lagMs: 4 * hour, doneAfterMs: minute });

    expect(times).toHaveLength(1);
    expect(times![0]!.atMs).toBeLessThanOrEqual(6.5 * hour + 2 * minute);
  });
});

/** Waits for others end in few messages: the first is short, then they grow. */
import { describe, expect, it } from 'vitest';
import { eraseWaitMs, settleMs } from '../../../lib/core/deletion.ts';
import { leaseWaitMs } from '../../../lib/core/reconcile.ts';

/** How many waits it takes until this much time is over. */
function waitsUntil(ms: number, waitMs: (waitedMs: number) => number): number {
  let [waited, count] = [0, 0];
  for (; waited < ms; count += 1) waited += waitMs(waited);
  return count;
}

describe(leaseWaitMs, () => {
  it('asks again after two seconds, and within half as long again as it has waited', () => {
    expect([0, 2_000, 4_000].map(leaseWaitMs)).toEqual([2_000, 2_000, 2_000]);
    expect(leaseWaitMs(10_000)).toBe(5_000);
    expect(leaseWaitMs(-5_000)).toBe(2_000);
    expect(leaseWaitMs(86_400_000)).toBe(30_000);
  });

  it('takes 8 messages where a lease is held for 34 seconds, and 11 where its holder has died', () => {
    expect(waitsUntil(34_000, leaseWaitMs)).toBe(8);
    expect(waitsUntil(100_000, leaseWaitMs)).toBe(11);
  });
});

describe(eraseWaitMs, () => {
  const at = Date.parse('2026-12-01T10:00:00.000Z');
  const receivedAt = new Date(at).toISOString();
  const waitMs = (stoppedAt: string | undefined) => (waitedMs: number) =>
    eraseWaitMs({ receivedAt, stoppedAt }, new Date(at + (stoppedAt === undefined ? 0 : settleMs) + waitedMs));

  it('looks again after five seconds, and later within half as long again as it has waited', () => {
    expect(waitMs(receivedAt)(0)).toBe(5_000);
    expect(waitMs(receivedAt)(40_000)).toBe(20_000);
    expect(waitMs(undefined)(40_000)).toBe(20_000);
    expect(waitMs(receivedAt)(86_400_000)).toBe(60_000);
  });

  it('takes 8 messages where a file is not gone for 85 seconds', () => {
    expect(waitsUntil(85_000, waitMs(receivedAt))).toBe(8);
  });
});

/** When an unclear outcome is looked at, and how long a setback waits. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, nextCheckMs } from '../../../lib/core/reconcile.ts';
import { inMs, startAt } from '../../support/builders.ts';

describe('nextCheckMs', () => {
  it.each([
    [0, 5_000],
    [1, 4_999],
    [4_999, 1],
    [5_000, 10_000],
    [15_000, 15_000],
    [30_000, 30_000],
    [60_000, 60_000],
    [120_000, 180_000],
    [300_000, 300_000],
    [599_999, 1],
    [600_000, undefined],
    [1e9, undefined],
  ])('%i ms after the call the next look is in %s ms', (elapsedMs, waitMs) => {
    expect(nextCheckMs(startAt, inMs(elapsedMs))).toBe(waitMs);
  });

  it('counts from the call, even if this clock is behind', () => {
    expect(nextCheckMs(startAt, inMs(-3_000))).toBe(3_000);
  });
});

describe('backoffMs', () => {
  it('doubles from two seconds to five minutes, between half and whole', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999, noNaN: true }), (setbacks, chance) => {
        const ceiling = Math.min(300_000, 2_000 * 2 ** setbacks);
        const waitMs = backoffMs(setbacks, chance);
        expect(waitMs).toBeGreaterThanOrEqual(ceiling / 2);
        expect(waitMs).toBeLessThanOrEqual(ceiling);
        expect(Number.isInteger(waitMs)).toBe(true);
      }),
      { numRuns: 300, seed: 62 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inWindow, waitMs } from '../../../lib/core/rate.ts';

const hour = 3_600_000;
const at = (minutes: number): Date => new Date(Date.parse('2026-12-01T09:00:00Z') + minutes * 60_000);

describe(inWindow, () => {
  it.each([
    [0, 0, 20, 20],
    [30, 4, 20, 14],
    [59, 4, 60, 5],
  ])('at minute %i with %i in this hour and %i in the last one counts %i', (minute, thisWindow, lastWindow, expected) => {
    expect(inWindow({ thisWindow, lastWindow, windowMs: hour }, at(minute))).toBeCloseTo(expected, 6);
  });
});

describe(waitMs, () => {
  it('is nothing while there is room', () => {
    expect(waitMs({ thisWindow: 4, lastWindow: 0, windowMs: hour }, 5, at(10))).toBe(0);
  });

  it('lets nobody ask twice as often around the full hour', () => {
    const counted = { thisWindow: 0, lastWindow: 20, windowMs: hour };

    expect(waitMs(counted, 20, at(60))).toBeGreaterThan(0);
    expect(waitMs(counted, 20, at(63))).toBe(0);
  });

  it('names the very moment at which one more is within the limit', () => {
    const counts = fc.record({ thisWindow: fc.nat(100), lastWindow: fc.nat(100), windowMs: fc.constant(hour) });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: hour - 1 }), (counted, limit, intoMs) => {
        const now = new Date(at(0).getTime() + intoMs);
        const wait = waitMs(counted, limit, now);
        const then = new Date(now.getTime() + wait);
        const isNextHour = Math.floor(then.getTime() / hour) > Math.floor(now.getTime() / hour);
        const isLater = Math.floor(then.getTime() / hour) > Math.floor(now.getTime() / hour) + 1;
        const seen = isLater
          ? { thisWindow: 0, lastWindow: 0, windowMs: hour }
          : isNextHour
            ? { thisWindow: 0, lastWindow: counted.thisWindow, windowMs: hour }
            : counted;

        expect(inWindow(seen, then)).toBeLessThanOrEqual(limit - 1 + 1e-3);
        if (wait > 1_000) expect(inWindow(counted, now)).toBeGreaterThan(limit - 1);
      }),
    );
  });
});

/** How late posts go out, on a virtual clock: counts of its milliseconds, none of this machine. */
import { describe, expect, it } from 'vitest';
import { latenessOf, quantile } from '../../bench/lines/lateness.ts';

describe('a few hundred posts at random instants', () => {
  it.each([
    ['in fair weather', false],
    ['through an outage of twenty minutes, counted from its end', true],
  ])(
    'T7.5 %s: the publish call of 99 of 100 begins within 90 s, none is lost, none is early, none goes out twice',
    async (_, hasOutage) => {
      const seen = await latenessOf(500, hasOutage);

      expect([seen.lost, seen.double, seen.sortedMs.length]).toEqual([0, 0, 500]);
      expect(quantile(seen, 0)).toBeGreaterThanOrEqual(0);
      expect(quantile(seen, 0.99)).toBeLessThanOrEqual(90);
    },
  );
});

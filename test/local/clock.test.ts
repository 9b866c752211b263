import { describe, expect, it } from 'vitest';
import { epochAfter, localClock } from '../../local/clock.ts';

const at = (iso: string) => Date.parse(iso);

describe(localClock, () => {
  it('runs faster from its epoch on', () => {
    const real = { now: at('2026-01-01T00:00:00Z') };
    const clock = localClock(60, real.now, () => real.now);
    real.now += 1_000;

    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:00.000Z');
    expect(clock.realMs(60_000)).toBe(1_000);
  });

  it('is the real clock at speed 1', () => {
    expect(
      localClock(1, 0, () => 12_345)
        .now()
        .getTime(),
    ).toBe(12_345);
  });
});

describe(epochAfter, () => {
  it.each([
    ['nothing ran before', 0, '2026-01-01T00:00:00Z'],
    ['an earlier run got ahead', at('2026-01-03T00:00:00Z'), '2026-01-03T00:00:00Z'],
  ])('goes on from where it should: %s', (_what, reachedMs, expected) => {
    const realNow = at('2026-01-01T00:00:00Z');

    const clock = localClock(60, epochAfter(reachedMs, 60, realNow), () => realNow);

    expect(Math.abs(clock.now().getTime() - at(expected))).toBeLessThan(100);
  });
});

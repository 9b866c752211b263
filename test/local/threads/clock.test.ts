/** The scaled clock and its sleepers. */
import { describe, expect, it } from 'vitest';
import { scaledClock } from '../../../local/threads/clock.ts';

describe(scaledClock, () => {
  it('runs at its speed from the epoch on, the same in every process', () => {
    let real = 1000;
    const clock = scaledClock({ speed: 60, epochMs: 1000, movedMs: 0, realNow: () => real });
    real = 3000;
    const late = scaledClock({ speed: 60, epochMs: 1000, movedMs: 0, realNow: () => real });

    expect(clock.now()).toBe(1000 + 2000 * 60);
    expect(late.now()).toBe(clock.now());
  });

  it('can be moved forward', () => {
    const clock = scaledClock({ speed: 1, epochMs: 0, movedMs: 5, realNow: () => 0 });

    clock.advance(10);

    expect([clock.now(), clock.movedMs()]).toEqual([15, 15]);
  });

  it('wakes sleepers when it is moved past them, not before', async () => {
    const clock = scaledClock({ speed: 1, epochMs: 0, movedMs: 0, realNow: () => 0 });
    const woken: string[] = [];
    const short = clock.sleep(10_000).then(() => woken.push('short'));
    const long = clock.sleep(20_000).then(() => woken.push('long'));

    clock.advance(10_000);
    await short;
    const early = [...woken];
    clock.advance(10_000);
    await long;

    expect(early).toEqual(['short']);
    expect(woken).toEqual(['short', 'long']);
  });

  it('sleeps shorter when it runs faster', async () => {
    const clock = scaledClock({ speed: 100_000, epochMs: 0, movedMs: 0, realNow: Date.now });

    await clock.sleep(100_000);

    expect(clock.speed).toBe(100_000);
  });
});

/** Settings of a function: read once, named when they are missing; and the laptop's scaled clock. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clockSettings, env } from '../../../functions/env.ts';
import { clock, pause } from '../../../functions/ports/clock.ts';
import { startAt } from '../../support/builders.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: startAt });
  vi.stubEnv('CLOCK_SPEED', undefined);
  vi.stubEnv('CLOCK_EPOCH', undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('env', () => {
  it('gives what the function was deployed with', () => {
    vi.stubEnv('MAIN_TABLE', 'main-table');

    expect(env('MAIN_TABLE')).toBe('main-table');
  });

  it.each([
    ['MAIN_TABLE', undefined],
    ['MAIN_TABLE', ''],
    ['PUBLIC_ORIGIN', 'no address'],
    ['PUBLISH_QUEUE_URL', 'publish'],
  ] as const)('names %s when it is %s', (name, value) => {
    vi.stubEnv(name, value);

    expect(() => env(name)).toThrow(`environment variable ${name} is missing or wrong`);
  });
});

describe('clock', () => {
  it('is the real one unless the laptop says otherwise', () => {
    expect(clock()()).toEqual(startAt);
    expect(clockSettings()).toBeUndefined();
  });

  it.each([startAt.toISOString(), String(startAt.getTime())])('runs faster from an instant that all processes share: %s', (epoch) => {
    vi.stubEnv('CLOCK_SPEED', '60');
    vi.stubEnv('CLOCK_EPOCH', epoch);
    const now = clock();

    vi.setSystemTime(startAt.getTime() + 1_000);

    expect(now()).toEqual(new Date(startAt.getTime() + 60_000));
  });

  it('waits as long as it takes, by its own speed, and never less', async () => {
    vi.stubEnv('CLOCK_SPEED', '10');
    vi.stubEnv('CLOCK_EPOCH', startAt.toISOString());
    const now = clock();
    const waiting = pause()(995).then(now);

    await vi.advanceTimersByTimeAsync(500);

    expect((await waiting).getTime() - startAt.getTime()).toBe(1_010);
  });

  it.each([
    ['0', '1'],
    ['-1', '1'],
    ['fast', '1'],
    ['2', 'yesterday'],
  ])('refuses the speed %s from %s', (speed, epoch) => {
    vi.stubEnv('CLOCK_SPEED', speed);
    vi.stubEnv('CLOCK_EPOCH', epoch);

    expect(() => clock()).toThrow('CLOCK_SPEED and CLOCK_EPOCH');
  });
});

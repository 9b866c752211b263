/** What the owner sees of a connection's health. */
import { describe, expect, it } from 'vitest';
import { type Health, healthView, type RefreshHealth } from '../../../lib/core/health.ts';
import { aConnection, inMs, startAt } from '../../support/builders.ts';

const day = 24 * 3_600_000;
const at = (days: number): string => inMs(days * day).toISOString();
const refresh = (change: Partial<RefreshHealth> = {}): RefreshHealth => ({ lastTriedAt: at(0), failures: 0, warned: [], ...change });
const seen = (daysLeft: number, health: Health = {}) => healthView(aConnection({ tokenExpiresAt: at(daysLeft) }), health, startAt);

describe('healthView', () => {
  it.each([
    ['good', 'with time to come', 50, refresh()],
    ['good', 'while one refresh could not reach the platform', 40, refresh({ failures: 1, problem: 'unavailable' })],
    ['good', 'with fourteen days to come', 14, refresh()],
    ['ending', 'with less', 13.9, refresh({ failures: 9, problem: 'unavailable' })],
    ['reconnect', 'when the platform wants a new consent', 40, refresh({ failures: 1, problem: 'reconnect_needed' })],
    ['reconnect', 'when the platform will not extend it', 40, refresh({ failures: 1, problem: 'refused' })],
    ['reconnect', 'when it is over', 0, refresh()],
    ['good', 'without any health stored', 50, undefined],
  ] as const)('is %s %s', (state, _, daysLeft, stored) => {
    expect(seen(daysLeft, stored ? { refresh: stored } : {}).state).toBe(state);
  });

  it('wants its owner when a post could not go on with the present token, and not for an older one, nor after a post went out', () => {
    const { keyVersion } = aConnection();

    expect(seen(40, { refused: { keyVersion, at: at(-1) } })).toMatchObject({ state: 'reconnect', refused_at: at(-1) });
    expect(seen(40, { refused: { keyVersion, at: at(-1) }, success: { publishedAt: at(-2), postId: 'p' } }).state).toBe('reconnect');
    expect(seen(40, { refused: { keyVersion, at: at(-1) }, success: { publishedAt: at(0), postId: 'p' } }).state).toBe('good');
    expect(seen(40, { refused: { keyVersion: keyVersion - 1, at: at(-1) } })).toMatchObject({ state: 'good', refused_at: null });
  });

  it('tells of the last refresh, of a failure only until the next one works, of quota and success', () => {
    const quota = { used: 3, total: 250, windowMs: day, readAt: at(-1) };
    const success = { publishedAt: at(-2), postId: 'post' };

    const failing = seen(40, { refresh: refresh({ lastTriedAt: at(-1), lastRefreshedAt: at(-20), failures: 2, problem: 'unavailable' }) });
    const whole = seen(40, { refresh: refresh({ lastTriedAt: at(-1), lastRefreshedAt: at(-1) }), quota, success });

    expect(failing).toMatchObject({ last_refresh_at: at(-20), last_refresh_failed_at: at(-1), quota: null, last_success_at: null });
    expect(whole).toEqual({
      state: 'good',
      valid_until: at(40),
      last_refresh_at: at(-1),
      last_refresh_failed_at: null,
      last_success_at: at(-2),
      refused_at: null,
      quota: { used: 3, total: 250, window_seconds: 86_400, read_at: at(-1) },
      grant_ends_at: at(89),
    });
  });

  it('counts the grant from the last refresh, else the last consent, else, for old rows, the connecting', () => {
    const ends = (consentedAt: string | undefined, health: Health = {}) =>
      healthView(aConnection({ connectedAt: at(-30), ...(consentedAt ? { consentedAt } : {}) }), health, startAt).grant_ends_at;

    expect(ends(undefined)).toBe(at(60));
    expect(ends(at(-5))).toBe(at(85));
    expect(ends(at(-5), { refresh: refresh({ lastRefreshedAt: at(-2) }) })).toBe(at(88));
  });
});

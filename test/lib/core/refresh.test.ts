/** When a token is refreshed, when its owner is told, when it is tried again. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefreshHealth } from '../../../lib/core/health.ts';
import {
  claimMs,
  dueAfterAttempt,
  dueWarning,
  firstDueAt,
  nextRefreshStep,
  refreshAt,
  refreshProblemOf,
  retryMs,
} from '../../../lib/core/refresh.ts';
import { inMs, startAt } from '../../support/builders.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const issuedAt = startAt.toISOString();
const at = (days: number) => inMs(days * day);
/** Issued at day 0 for 60 days. */
const token = { issuedAt, expiresAt: at(60).toISOString() };
const health = (change: Partial<RefreshHealth> = {}): RefreshHealth => ({ lastTriedAt: issuedAt, failures: 0, warned: [], ...change });

describe('refreshAt', () => {
  it.each([
    ['of 60 days when 45 are left', token, 15],
    ['of 46 days not before it is 25 hours old', { issuedAt, expiresAt: at(46).toISOString() }, 25 / 24],
    ['of 10 days as soon as it is 25 hours old', { issuedAt, expiresAt: at(10).toISOString() }, 25 / 24],
    ['that was refreshed counts from then', { issuedAt, refreshedAt: at(15).toISOString(), expiresAt: at(75).toISOString() }, 30],
  ])('a token %s', (_, life, days) => {
    expect(refreshAt(life)).toEqual(at(days));
  });

  it('leaves a token alone whose beginning nobody knows', () => {
    expect(refreshAt({ expiresAt: token.expiresAt })).toBeUndefined();
  });
});

describe('firstDueAt', () => {
  it('is when it is to be refreshed, or its end if that comes first', () => {
    expect(firstDueAt(token)).toBe(at(15).toISOString());
    expect(firstDueAt({ issuedAt, expiresAt: at(1).toISOString() })).toBe(at(1).toISOString());
    expect(firstDueAt({ expiresAt: token.expiresAt })).toBe(token.expiresAt);
  });
});

describe('retryMs', () => {
  it.each([
    ['unavailable', [5, 10, 20, 30, 30]],
    ['reconnect_needed', [5, 10, 20, 40, 80, 160, 320, 360, 360]],
    ['refused', [5, 10, 20, 40, 80, 160, 320, 360, 360]],
  ] as const)('waits longer each time while the platform is %s, up to a limit', (problem, minutes) => {
    expect(minutes.map((_, i) => retryMs({ failures: i + 1, problem }, 0.5) / minute)).toEqual([...minutes]);
  });

  it('spreads by a quarter either way, and takes what broke off for no answer', () => {
    expect(retryMs({ failures: 1 }, 0)).toBe(3.75 * minute);
    expect(retryMs({ failures: 1_000 }, 0.999)).toBeLessThan(37.5 * minute);
  });
});

describe('dueWarning', () => {
  it.each([
    [45, [], undefined],
    [46.1, [], 14],
    [46.1, [14], undefined],
    [53, [14], 7],
    [58, [14], 3],
    [58, [], 3],
    [59.5, [14, 7, 3], 1],
    [59.5, [14, 7, 3, 1], undefined],
    [59.5, [1], undefined],
  ])('on day %d of 60, told of %j: %s', (days, warned, daysLeft) => {
    expect(dueWarning(token, health({ warned }), at(days))).toBe(daysLeft);
  });
});

describe('dueAfterAttempt', () => {
  it('is the repetition, or the next threshold, or the end, but never while the attempt may still be under way', () => {
    const due = (days: number, problem?: 'refused') =>
      dueAfterAttempt(token, { failures: 9, ...(problem ? { problem } : {}) }, at(days), 0.5);

    expect(due(20)).toBe(inMs(30 * minute, at(20)).toISOString());
    expect(due(20, 'refused')).toBe(inMs(6 * hour, at(20)).toISOString());
    expect(due(45.9, 'refused')).toBe(at(46).toISOString());
    expect(due(59.9, 'refused')).toBe(at(60).toISOString());
    expect(due(46 - minute / day, 'refused')).toBe(inMs(claimMs - minute, at(46)).toISOString());
  });

  it('is always later, for every moment and every history', () => {
    fc.assert(
      fc.property(
        fc.nat(60 * day),
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (ms, failures, chance) => {
          const now = inMs(ms);
          expect(Date.parse(dueAfterAttempt(token, { failures }, now, chance))).toBeGreaterThanOrEqual(now.getTime() + claimMs);
        },
      ),
      { numRuns: 300, seed: 29 },
    );
  });
});

describe('nextRefreshStep', () => {
  const step = (days: number, dueDay: number | undefined, change: Partial<RefreshHealth> = {}) =>
    nextRefreshStep({ ...token, ...(dueDay === undefined ? {} : { dueAt: at(dueDay).toISOString() }) }, health(change), at(days));

  it.each([
    ['rests when it is not due any more', 20, undefined, {}, { kind: 'rest' }],
    ['waits for its time', 14.9, 15, {}, { kind: 'wait' }],
    ['refreshes at its time', 15, 15, {}, { kind: 'refresh' }],
    ['tries again after a failure', 16, 16, { failures: 3, problem: 'refused' }, { kind: 'refresh' }],
    ['refreshes first when nothing was ever tried', 50, 15, {}, { kind: 'refresh' }],
    ['tells before it tries, once a threshold is passed', 46, 46, { failures: 3 }, { kind: 'warn', daysLeft: 14 }],
    ['tries when it has told', 46, 46, { failures: 3, warned: [14] }, { kind: 'refresh' }],
    ['sends what it meant to send', 46, 46, { failures: 3, telling: 14 }, { kind: 'tell', daysLeft: 14 }],
    ['sends that first, although the next threshold is passed', 54, 46, { failures: 3, telling: 14 }, { kind: 'tell', daysLeft: 14 }],
    ['is over at its end', 60, 60, { failures: 3, telling: 1 }, { kind: 'expire' }],
  ] as const)('%s', (_, days, dueDay, change, expected) => {
    expect(step(days, dueDay, { ...change, warned: [...('warned' in change ? change.warned : [])] })).toEqual(expected);
  });
});

describe('refreshProblemOf', () => {
  it.each([
    ['reconnect', 'reconnect_needed'],
    ['rejected', 'refused'],
    ['invalid', 'refused'],
    ['forbidden', 'refused'],
    ['unavailable', 'unavailable'],
    ['rate_limited', 'unavailable'],
    ['conflict', undefined],
    ['not_found', undefined],
    ['unauthenticated', undefined],
  ] as const)('%s: %s', (kind, problem) => {
    expect(refreshProblemOf(kind)).toBe(problem);
  });
});

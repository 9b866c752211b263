/** The moves of a publication: each gives a new value, one revision on, with one line of its history. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { isLocked } from '../../../lib/core/post-status.ts';
import {
  isAsked,
  isCancelable,
  isInFlight,
  isOutcomeOpen,
  isReplaceable,
  maxSteps,
  type Publication,
  publicationSchema,
  publicationStates,
} from '../../../lib/core/publication.ts';
import * as moves from '../../../lib/core/publication-moves.ts';
import { aPublication, inMs } from '../../support/builders.ts';

const now = inMs(60_000);
const memo = { container: 'c1' };
const failure = { code: 'text_refused' } as const;
const all: Readonly<Record<string, (p: Publication) => Publication>> = {
  claim: (p) => moves.claim(p, now, 100),
  preparing: (p) => moves.preparing(p, now, memo, 100),
  prepared: (p) => moves.prepared(p, now, memo, 100),
  setBack: (p) => moves.setBack(p, now, failure, 100),
  startOver: (p) => moves.startOver(p, now, 100),
  sending: (p) => moves.sending(p, now, 100),
  notYet: (p) => moves.notYet(p, now, failure, 100),
  later: (p) => moves.later(p, now, failure, 100),
  checking: (p) => moves.checking(p, now, 100),
  sendAgain: (p) => moves.sendAgain(p, now),
  beginAgain: (p) => moves.beginAgain(p, now, 100),
  stillDenied: (p) => moves.stillDenied(p, now, 100),
  outAfterAll: (p) => moves.outAfterAll(p, now, 'r1'),
  unknown: (p) => moves.unknown(p, now),
  published: (p) => moves.published(p, now, 'r1'),
  followedUp: (p) => moves.followedUp(p, now, { permalinks: ['https://x.example'] }),
  held: (p) => moves.held(p, now, 'reconnect', failure),
  failed: (p) => moves.failed(p, now, failure),
  canceled: (p) => moves.canceled(p, now, 'you'),
};
const names = Object.keys(all);
const run = (name: string, p: Publication): Publication => all[name]?.(p) ?? p;

describe('every move', () => {
  it.each(names)('%s is one revision and one line on, leaves its input alone, and fits the schema', (name) => {
    const before = aPublication({ memo, rev: 7 });
    const copy = structuredClone(before);

    const after = run(name, before);

    expect(before).toEqual(copy);
    expect(after).toMatchObject({ rev: 8, updatedAt: now.toISOString() });
    expect(after.steps).toHaveLength(before.steps.length + 1);
    expect(after.steps.at(-1)).toEqual({ at: now.toISOString(), what: expect.stringMatching(/^[a-z_]+(?::[a-z_]+)?$/) });
    expect(z.parse(publicationSchema, after)).toEqual(after);
  });

  it.each(names)('%s keeps identity, binding and history bounded', (name) => {
    let p = aPublication({ memo });
    for (let i = 0; i < 60; i += 1) p = run(name, p);

    expect(p).toMatchObject({
      id: aPublication().id,
      hash: aPublication().hash,
      approvalId: aPublication().approvalId,
      createdAt: aPublication().createdAt,
    });
    expect(p.steps).toHaveLength(name === 'held' ? 2 : maxSteps);
    expect(p.rev).toBe(61);
  });

  it('only resting states leave the timer', () => {
    const leaving = names.filter((name) => run(name, aPublication()).dueAt === undefined);

    expect(leaving.sort()).toEqual(['canceled', 'failed', 'followedUp', 'held', 'outAfterAll', 'unknown']);
  });
});

describe('sending', () => {
  it('remembers when the newest and when the first call of this preparation began', () => {
    const first = moves.sending(aPublication({ memo }), inMs(1_000), 100);
    const second = moves.sending(first, inMs(9_000), 100);

    expect(second).toMatchObject({
      sends: 2,
      sentAt: inMs(9_000).toISOString(),
      firstSentAt: inMs(1_000).toISOString(),
      dueAt: inMs(9_100).toISOString(),
    });
  });
});

describe('claim', () => {
  it('notes when it was first worked on only if that was late, and once', () => {
    const [onTime, late] = [now, inMs(2 * 3_600_000)].map((when) => moves.claim(aPublication(), when, 100));

    expect(onTime?.begunAt).toBeUndefined();
    expect(late?.begunAt).toBe(inMs(2 * 3_600_000).toISOString());
    expect(moves.claim(late!, inMs(3 * 3_600_000), 100).begunAt).toBe(late?.begunAt);
    expect(moves.claim(onTime!, inMs(3 * 3_600_000), 100).begunAt).toBeUndefined();
  });

  it('is no preparation yet: only what the platform took on counts, once', () => {
    const claimed = moves.claim(aPublication(), now, 1);
    const begun = moves.preparing(claimed, now, memo, 1);

    expect([claimed.preparations, begun.preparations]).toEqual([0, 1]);
    expect(moves.preparing(begun, now, memo, 1).preparations).toBe(1);
    expect(moves.prepared(begun, now, memo, 1).preparations).toBe(1);
  });
});

describe('published', () => {
  it('forgets the failures on the way, and keeps an id it was given before', () => {
    const p = moves.published(aPublication({ failure, holdReason: 'reconnect', remoteId: 'r0' }), now, undefined);

    expect(p).toMatchObject({ state: 'published', remoteId: 'r0', publishedAt: now.toISOString() });
    expect([p.failure, p.holdReason]).toEqual([undefined, undefined]);
  });
});

describe('failed', () => {
  it('says that nothing is out, so the post may be changed', () => {
    const p = moves.failed(aPublication({ state: 'checking', notYets: 3, isUnclear: true, holdReason: 'reconnect' }), now, failure);

    expect([p.notYets, p.isUnclear, p.holdReason, isLocked([p])]).toEqual([0, false, undefined, false]);
  });
});

describe('which states allow what', () => {
  const table: Readonly<Record<string, string>> = {
    waiting: 'cancelable',
    preparing: 'cancelable',
    prepared: 'cancelable',
    sending: 'in flight',
    checking: 'in flight',
    published: '',
    unknown: 'asked',
    held: 'cancelable replaceable',
    failed: 'replaceable',
    canceled: 'replaceable',
  };
  const marks = (p: Publication): string =>
    [isCancelable(p) && 'cancelable', isInFlight(p) && 'in flight', isReplaceable(p) && 'replaceable', isAsked(p) && 'asked']
      .filter(Boolean)
      .join(' ');

  it.each(publicationStates)('%s', (state) => {
    expect(marks(aPublication({ state }))).toBe(table[state]);
  });

  it.each(['waiting', 'preparing', 'prepared', 'held'] as const)(
    '%s is neither cancelable nor replaceable while an outcome is unclear',
    (state) => {
      for (const open of [{ isUnclear: true }, { notYets: 1 }]) {
        expect(marks(aPublication({ state, ...open }))).toBe(state === 'held' ? 'asked' : '');
        expect(isOutcomeOpen(aPublication({ state, ...open }))).toBe(true);
      }
    },
  );

  it.each(publicationStates)('whether %s may be out is known, but for those that say so', (state) => {
    expect(isOutcomeOpen(aPublication({ state }))).toBe(['sending', 'checking', 'unknown'].includes(state));
  });

  it.each(['published', 'failed', 'canceled'] as const)('%s is not open whatever came before', (state) => {
    expect(isOutcomeOpen(aPublication({ state, isUnclear: true, notYets: 2 }))).toBe(false);
  });
});

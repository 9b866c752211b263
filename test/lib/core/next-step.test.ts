/** What the engine does next, for every state. */
import { describe, expect, it } from 'vitest';
import { isToTheMoment, nextStep } from '../../../lib/core/next-step.ts';
import { type PublicationState, publicationStates } from '../../../lib/core/publication.ts';
import { aPublication, inMs, startAt } from '../../support/builders.ts';

const memo = { container: 'c' };
const expected: Readonly<Record<PublicationState, { withMemo: string; without: string }>> = {
  waiting: { withMemo: 'begin', without: 'begin' },
  preparing: { withMemo: 'look', without: 'begin' },
  prepared: { withMemo: 'send', without: 'begin' },
  sending: { withMemo: 'doubt', without: 'doubt' },
  checking: { withMemo: 'find', without: 'find' },
  published: { withMemo: 'follow_up', without: 'follow_up' },
  unknown: { withMemo: 'find', without: 'find' },
  held: { withMemo: 'look', without: 'begin' },
  failed: { withMemo: 'find', without: 'find' },
  canceled: { withMemo: 'rest', without: 'rest' },
};

describe('nextStep', () => {
  it.each(publicationStates)('knows what comes after %s when it is due', (state) => {
    const due = aPublication({ state, dueAt: startAt.toISOString() });

    expect(nextStep({ ...due, memo }, startAt)).toEqual({ kind: expected[state].withMemo });
    expect(nextStep(due, startAt)).toEqual({ kind: expected[state].without });
    expect(nextStep(due, inMs(3_600_000))).toEqual({ kind: expected[state].without });
  });

  it.each(publicationStates)('never sends %s before its time', (state) => {
    const early = aPublication({ state, memo, dueAt: startAt.toISOString(), publishAt: inMs(60_000).toISOString() });

    expect(nextStep(early, startAt).kind).not.toBe('send');
    expect(nextStep(early, inMs(60_000)).kind).toBe(expected[state].withMemo);
  });

  it.each<[string, object, string]>([
    ['a post of now', {}, 'hold_late'],
    ['one that has time', { publishAt: inMs(3_000_000).toISOString() }, 'begin'],
    ['one whose owner does not mind', { ifLate: 'publish' }, 'begin'],
    ['a chain that has begun', { partCount: 2, done: [{ remoteId: 'r', publishedAt: startAt.toISOString() }] }, 'begin'],
    ['one that may be out', { isUnclear: true }, 'verify'],
    ['one that may be out after a “not yet”', { state: 'prepared', memo, notYets: 1 }, 'verify'],
    ['one that was refused while it was sent', { state: 'held', holdReason: 'reconnect', memo, notYets: 1 }, 'look'],
    ['one that is held by the operator', { state: 'held', holdReason: 'operator_stop' }, 'hold_late'],
  ])('asks before sending more than an hour late: %s', (_, change, kind) => {
    expect(nextStep(aPublication({ ...change, dueAt: startAt.toISOString() }), inMs(3_600_001)).kind).toBe(kind);
  });

  it.each(publicationStates)('waits in %s until it is due', (state) => {
    const later = aPublication({ state, dueAt: inMs(2_500).toISOString() });

    expect(nextStep(later, startAt)).toEqual({ kind: 'wait', waitMs: 2_500 });
    expect(nextStep(later, inMs(2_499))).toEqual({ kind: 'wait', waitMs: 1 });
  });

  it.each(publicationStates)('rests in %s when nothing is due any more', (state) => {
    const { dueAt: _, ...resting } = aPublication({ state });

    expect(nextStep(resting, inMs(1e9))).toEqual({ kind: 'rest' });
  });

  it('never sends what is being sent: it doubts', () => {
    for (const state of publicationStates) {
      const kind = nextStep(aPublication({ state, memo, dueAt: startAt.toISOString() }), startAt).kind;
      expect(kind === 'send').toBe(state === 'prepared');
    }
  });
});

describe('isToTheMoment', () => {
  it.each<[string, object, boolean]>([
    ['a finished preparation', { state: 'prepared' }, true],
    ['a finished preparation of a post that has a time', { state: 'prepared', publishAt: inMs(1).toISOString() }, true],
    ['a preparation that somebody waits for', { state: 'preparing' }, true],
    ['a preparation ahead of its time', { state: 'preparing', publishAt: inMs(1).toISOString() }, false],
    ['a look afterwards', { state: 'published' }, false],
    ['an outcome to be found out', { state: 'checking' }, false],
  ])('is asked of %s', (_, change, expected) => {
    expect(isToTheMoment(aPublication(change))).toBe(expected);
  });
});

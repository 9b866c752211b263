/** What the engine does next, for every state. */
import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../lib/core/next-step.ts';
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
  unknown: { withMemo: 'rest', without: 'rest' },
  held: { withMemo: 'rest', without: 'rest' },
  failed: { withMemo: 'rest', without: 'rest' },
  canceled: { withMemo: 'rest', without: 'rest' },
};

describe('nextStep', () => {
  it.each(publicationStates)('knows what comes after %s when it is due', (state) => {
    const due = aPublication({ state, dueAt: startAt.toISOString() });

    expect(nextStep({ ...due, memo }, startAt)).toEqual({ kind: expected[state].withMemo });
    expect(nextStep(due, startAt)).toEqual({ kind: expected[state].without });
    expect(nextStep(due, inMs(3_600_000))).toEqual({ kind: expected[state].without });
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

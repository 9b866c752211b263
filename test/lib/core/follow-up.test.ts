/** When a published post is looked at again, and what the looks mean. */
import { describe, expect, it } from 'vitest';
import { textPart } from '../../../lib/core/content.ts';
import { afterReadBack, identifyLater } from '../../../lib/core/follow-up.ts';
import type { ReadBack } from '../../../lib/core/provider.ts';
import { aPublication, inMs, startAt } from '../../support/builders.ts';

const p = aPublication({ state: 'published', remoteId: 'r1', publishedAt: startAt.toISOString() });
const shown = (change: object = {}): ReadBack => ({ kind: 'shown', permalink: 'https://p', isSameText: true, itemCount: 0, ...change });
const flagged: ReadBack = { kind: 'shown', isSameText: true, itemCount: 0 };
const gone: ReadBack = { kind: 'gone' };
const unclear: ReadBack = { kind: 'unclear' };
const lookAt = (readBack: ReadBack, seconds: number, from = p) =>
  afterReadBack(from, [{ part: textPart('x'), readBack }], inMs(seconds * 1000));

describe('afterReadBack', () => {
  it.each<[string, ReadBack, number, object]>([
    ['the address at once, then the read-back', shown(), 0, { permalinks: ['https://p'], nextMs: 90_000 }],
    ['no address yet', flagged, 0, { permalinks: [undefined], nextMs: 5_000 }],
    ['no answer', unclear, 5, { permalinks: [undefined], nextMs: 25_000 }],
    ['too young to be gone', gone, 31, { permalinks: [undefined], nextMs: 59_000 }],
    ['as approved', shown(), 90, { permalinks: ['https://p'], difference: 'none' }],
    ['other words', shown({ isSameText: false }), 90, { permalinks: ['https://p'], difference: 'text' }],
    ['other media', shown({ itemCount: 1 }), 90, { permalinks: ['https://p'], difference: 'media' }],
    ['gone, to be looked at once more', gone, 90, { permalinks: [undefined], difference: 'removed', nextMs: 510_000 }],
    ['gone for good', gone, 600, { permalinks: [undefined], difference: 'removed' }],
    ['no answer at the read-back', unclear, 90, { permalinks: [undefined], nextMs: 510_000 }],
    ['never an answer', unclear, 601, { permalinks: [undefined] }],
    ['as approved, but without an address', flagged, 90, { permalinks: [undefined], difference: 'none', nextMs: 510_000 }],
  ])('%s', (_, readBack, seconds, expected) => {
    expect(lookAt(readBack, seconds)).toEqual(expected);
  });

  it('leaves a row where it is due, if that is a good time for the read-back', () => {
    const dueIn = (seconds: number) => ({ ...p, dueAt: inMs(seconds * 1000).toISOString() });

    expect([60, 100, 120].map((seconds) => lookAt(shown(), 1, dueIn(seconds)).nextMs)).toEqual([59_000, 99_000, 119_000]);
    expect([0, 59, 121].map((seconds) => lookAt(shown(), 1, dueIn(seconds)).nextMs)).toEqual([89_000, 89_000, 89_000]);
  });

  it('keeps an address that was told before', () => {
    expect(lookAt(unclear, 90, { ...p, permalink: 'https://before' })).toEqual({ permalinks: ['https://before'], nextMs: 510_000 });
  });

  it('is removed if one part of a chain is', () => {
    const chain = { ...p, partCount: 2, done: [{ remoteId: 'r0', publishedAt: startAt.toISOString() }] };
    const part = textPart('x');

    const seen = afterReadBack(
      chain,
      [
        { part, readBack: gone },
        { part, readBack: shown() },
      ],
      inMs(90_000),
    );

    expect(seen).toMatchObject({ difference: 'removed', permalinks: [undefined, 'https://p'] });
  });

  it('stands a clock that is behind the one that stored the publication', () => {
    expect(lookAt(unclear, -3)).toEqual({ permalinks: [undefined], nextMs: 3_000 });
  });
});

describe('identifyLater', () => {
  it('looks for a day, ever more rarely, then no more', () => {
    const looks: number[] = [];
    for (let at = 0; ; ) {
      const { nextMs } = identifyLater(p, inMs(at));
      if (nextMs === undefined) break;
      at += nextMs;
      looks.push(at / 1000);
    }

    expect(looks).toEqual([5, 30, 120, 600, 3_600, 21_600, 86_400]);
  });
});

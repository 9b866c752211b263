import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff } from '../../web/src/draft/word-diff.ts';

describe(wordDiff, () => {
  it('names the word that was replaced', () => {
    expect(wordDiff('We open at eight today.', 'We open at nine today.')).toEqual([
      { kind: 'same', text: 'We open at ' },
      { kind: 'gone', text: 'eight' },
      { kind: 'new', text: 'nine' },
      { kind: 'same', text: ' today.' },
    ]);
  });

  it('loses and invents nothing', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'ä', '👍🏽'), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const without = (kind: string) => parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');

        expect(without('new')).toBe(before);
        expect(without('gone')).toBe(after);
      }),
    );
  });

  it('shows very long texts as replaced instead of working for minutes', () => {
    const long = 'word '.repeat(2000);

    expect(wordDiff(long, `${long}!`).map(({ kind }) => kind)).toEqual(['gone', 'new']);
  });
});

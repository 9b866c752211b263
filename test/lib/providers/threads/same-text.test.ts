import { describe, expect, it } from 'vitest';
import { isSameTag, isSameText } from '../../../../lib/providers/threads/same-text.ts';

describe('isSameText', () => {
  it.each([
    ['the same text', 'Hello', 'Hello'],
    ['nothing', '', ''],
    ['another way of writing accents', 'Caf\u00e9', 'Cafe\u0301'],
    ['blanks around it', '  Hello ', 'Hello'],
    ['runs of blanks and line breaks', 'a \n\n b\tc', 'a b c'],
    ['a tag that lost its #', 'Rain #sketch today', 'Rain sketch today'],
    ['a second tag that lost its #', '#1 of #many', '#1 of many'],
    ['a tag that kept its #', 'Rain #sketch', 'Rain #sketch'],
  ])('takes %s for the same', (_name, ours, theirs) => {
    expect(isSameText(ours, theirs)).toBe(true);
  });

  it.each([
    ['another text', 'Hello', 'Hello!'],
    ['another case', 'Hello', 'hello'],
    ['a longer text', 'Hello', 'Hello there'],
    ['no text', 'Hello', ''],
    ['a text that lost two #', '#a #b', 'a b'],
    ['a # that is no tag', 'a # b', 'a b'],
  ])('does not take %s for the same', (_name, ours, theirs) => {
    expect(isSameText(ours, theirs)).toBe(false);
  });
});

describe('isSameTag', () => {
  it('looks at neither case nor #', () => {
    expect(isSameTag('Sketch', '#sketch')).toBe(true);
    expect(isSameTag('sketch', 'sketches')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { comparable } from '../../../lib/core/likeness.ts';

const of = (text: string, options = {}) => comparable({ text, options });

describe(comparable, () => {
  it('sees no difference in blanks, the # of a tag, or how a character is composed', () => {
    expect(of(' Good  morning\n#bread ')).toBe(of('Good morning bread'));
    expect(of('cafe\u0301')).toBe(of('caf\u00e9'));
    expect(of('Good morning')).not.toBe(of('Good evening'));
  });

  it('tells posts without words by topic and quoted post, and is empty when there is neither', () => {
    expect(of('', { topicTag: 'bread' })).not.toBe(of('', { topicTag: 'rye' }));
    expect(of(' ', { quotePostId: '1' })).not.toBe('');
    expect(of('')).toBe('');
  });
});

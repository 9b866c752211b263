import { describe, expect, it } from 'vitest';
import { type ListedPost, matchesIn } from '../../../../lib/providers/threads/match.ts';
import { at, now } from './fake-threads.ts';

const post = (change: Partial<ListedPost> = {}): ListedPost => ({
  id: '1',
  timestamp: at(1).getTime(),
  media_type: 'TEXT_POST',
  text: 'Hello',
  ...change,
});
const wanted = (text = 'Hello') => ({ text, listedAs: 'TEXT_POST', from: now, to: at(60) });
const isMatch = (change: Partial<ListedPost>, text?: string) => matchesIn([post(change)], wanted(text)).length === 1;

describe('matchesIn', () => {
  it.each([
    ['the same text', 'Hello', 'Hello'],
    ['another way of writing accents', 'Caf\u00e9', 'Cafe\u0301'],
    ['blanks around it', '  Hello ', 'Hello'],
    ['runs of blanks and line breaks', 'a \n\n b\tc', 'a b c'],
    ['a tag that lost its #', 'Rain #sketch today', 'Rain sketch today'],
    ['a second tag that lost its #', '#1 of #many', '#1 of many'],
    ['a tag that kept its #', 'Rain #sketch', 'Rain #sketch'],
  ])('finds %s', (_name, ours, theirs) => {
    expect(isMatch({ text: theirs }, ours)).toBe(true);
  });

  it.each([
    ['another text', { text: 'Hello!' }],
    ['another case', { text: 'hello' }],
    ['a longer text', { text: 'Hello there' }],
    ['no text', { text: undefined }],
    ['a picture', { media_type: 'IMAGE' }],
    ['a quote', { is_quote_post: true }],
    ['an older post', { timestamp: at(-6).getTime() }],
    ['a later post', { timestamp: at(61).getTime() }],
  ])('does not take %s', (_name, change) => {
    expect(isMatch(change)).toBe(false);
  });

  it('does not take a text that lost two #', () => {
    expect(isMatch({ text: 'a b' }, '#a #b')).toBe(false);
  });

  it('allows for whole seconds and clocks that differ by five', () => {
    expect(isMatch({ timestamp: at(-5).getTime() })).toBe(true);
    expect(isMatch({ timestamp: at(60).getTime() })).toBe(true);
  });

  it('gives every match, so that the caller can see that it is not sure', () => {
    expect(matchesIn([post({ id: '2' }), post()], wanted()).map(({ id }) => id)).toEqual(['2', '1']);
  });
});

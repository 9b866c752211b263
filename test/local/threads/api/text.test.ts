/** Counting text, finding links, taking the topic tag. */
import { describe, expect, it } from 'vitest';
import { checkLength, linksIn, takeTopic } from '../../../../local/threads/api/text.ts';

const modes = ['observed', 'code_points', 'utf8_bytes'] as const;

describe(checkLength, () => {
  it.each([
    ['plain letters', 'a'.repeat(500), [true, true, true]],
    ['one letter too many', 'a'.repeat(501), [false, false, false]],
    ['three curly quotes in 498', `${'a'.repeat(495)}${'’'.repeat(3)}`, [false, true, false]],
    ['346 Chinese characters', '字'.repeat(346), [true, true, false]],
    ['125 emoji', '🙂'.repeat(125), [true, true, true]],
    ['126 emoji', '🙂'.repeat(126), [false, true, false]],
    ['line breaks and umlauts', `${'ü\n'.repeat(250)}`, [true, true, false]],
  ])('S14-18 judges %s', (_what, text, expected) => {
    const accepts = (mode: (typeof modes)[number]) => {
      try {
        checkLength(text, mode);
        return true;
      } catch {
        return false;
      }
    };

    expect(modes.map(accepts)).toEqual(expected);
  });
});

describe(linksIn, () => {
  it('finds links with and without a scheme, without the marks around them', () => {
    const text = 'See https://a.test/x?y=1, (www.b.test) and "http://c.test/". Not c.test.';

    const links = linksIn(text);

    expect(links).toEqual(['https://a.test/x?y=1', 'www.b.test', 'http://c.test/']);
  });
});

describe(takeTopic, () => {
  it.each([
    ['Hello #world!', 'Hello world!', 'world'],
    ['#first #second', 'first #second', 'first'],
    ['No tag in a#b', 'No tag in a#b', null],
    ['Number #123 then #a1', 'Number #123 then a1', 'a1'],
    ['#rock&roll', 'rock&roll', 'rock'],
    ['line\n#two', 'line\ntwo', 'two'],
    ['a lone # sign', 'a lone # sign', null],
  ])('reads %j', (text, rest, topicTag) => {
    const taken = takeTopic(text);

    expect(taken).toEqual({ text: rest, topicTag });
  });
});

import { describe, expect, it } from 'vitest';
import { newPart } from '../../web/src/draft/content.ts';
import { at, judge, ofChain, ofPart, placeOf, within } from '../../web/src/draft/findings.ts';
import { withOption } from '../../web/src/draft/options.ts';
import { linked } from './support.ts';

const unknown = () => undefined;
const codes = (found: readonly { code: string }[]) => found.map(({ code }) => code);

describe(judge, () => {
  it('says each sentence at its part and its field', () => {
    const poll = { ...newPart('Which one?'), options: { poll: ['Rye', ''] } };
    const media = { ...newPart('x'), media: [{ ...linked('http://example.org/a.jpg'), alt: 'y'.repeat(1001), key: 'a', isComing: false }] };
    const long = newPart('z'.repeat(501));

    const found = judge([poll, media, long], unknown);

    expect(codes(at(ofPart(found, 0), '#/options/poll/1'))).toEqual(['poll_option_empty']);
    expect(codes(within(ofPart(found, 0), '#/options'))).toEqual(['poll_option_empty']);
    expect(codes(within(ofPart(found, 1), '#/media/0'))).toEqual(
      expect.arrayContaining(['media_url_not_https', 'media_not_frozen', 'alt_too_long']),
    );
    expect(codes(at(ofPart(found, 2), '#/text'))).toContain('text_too_long');
    expect(ofChain(found)).toEqual([]);
  });

  it('keeps what is about the whole chain apart', () => {
    const found = judge(
      Array.from({ length: 21 }, (_, i) => newPart(`part ${i}`)),
      unknown,
    );

    expect(codes(ofChain(found))).toEqual(['too_many_parts']);
  });

  it('has a place for every finding, so that none is lost', () => {
    const found = judge([newPart(''), newPart('x'.repeat(501)), { ...newPart('y'), options: { is_spoiler: true, gif_id: '!' } }], unknown);
    const placed = [0, 1, 2].flatMap((part) => ofPart(found, part)).concat(ofChain(found));

    expect(placed).toHaveLength(found.length);
    expect(found.length).toBeGreaterThan(3);
  });

  it('blocks what excludes what, with the sentence at the option', () => {
    const part = {
      ...newPart('x'),
      media: [{ ...linked('https://example.org/a.jpg'), key: 'a', isComing: false }],
      options: { poll: ['a', 'b'] },
    };

    expect(at(judge([part], unknown), '#/options/poll')).toMatchObject([{ code: 'poll_with_media', tone: 'bad' }]);
  });
});

describe(placeOf, () => {
  it.each([
    ['#/text', { part: 0, pointer: '#/text' }],
    ['#/replies/0/text', { part: 1, pointer: '#/text' }],
    ['#/replies/11/media/3/alt', { part: 12, pointer: '#/media/3/alt' }],
    ['#/replies', undefined],
    ['#', undefined],
  ])('%s', (pointer, place) => {
    expect(placeOf({ pointer })).toEqual(place);
  });
});

describe(withOption, () => {
  it('leaves out what is empty, so that the server never stores an empty option', () => {
    expect(withOption({ topic_tag: 'bread' }, 'topic_tag', '')).toEqual({});
    expect(withOption({ is_spoiler: true }, 'is_spoiler', undefined)).toEqual({});
    expect(withOption({ gif_id: 'a' }, 'topic_tag', 'bread')).toEqual({ gif_id: 'a', topic_tag: 'bread' });
  });
});

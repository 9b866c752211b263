import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, type Content, contentOf, type DraftMedia, newPart, rulePart } from '../../web/src/draft/content.ts';
import {
  addMedia,
  addPart,
  changeMedia,
  changePart,
  moved,
  movePart,
  placeMedia,
  removeMedia,
  removePart,
} from '../../web/src/draft/parts.ts';
import { linked, postView, uploaded } from './support.ts';

const thread = (...texts: string[]): Content => ({
  parts: texts.map((text) => newPart(text)),
  targets: [],
  schedule: null,
  ifUnclear: 'ask',
});
const now = new Date('2026-11-25T10:00:00.000Z');
const texts = ({ parts }: Content) => parts.map(({ text }) => text);
const keyAt = ({ parts }: Content, index: number) => parts[index]!.key;
const item = (key: string): DraftMedia => ({ ...linked(`https://example.org/${key}.jpg`), key, isComing: false });
const keys = ({ parts }: Content, index = 0) => parts[index]!.media.map(({ key }) => key);

describe(moved, () => {
  it('loses nothing and moves nothing else, wherever it goes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1 }), fc.nat(20), fc.integer({ min: -3, max: 25 }), (list, from, to) => {
        const next = moved(list, from, to);

        expect([...next].sort()).toEqual([...list].sort());
        expect(next.filter((n) => n !== list[from])).toEqual(list.filter((n) => n !== list[from]));
        if (from < list.length) expect(next.indexOf(list[from]!)).toBe(Math.max(0, Math.min(to, list.length - 1)));
      }),
    );
  });
});

describe('the parts of a thread', () => {
  it('are added at the end, or where one stood', () => {
    const content = addPart(thread('one', 'two'), newPart('three'));

    expect(texts(content)).toEqual(['one', 'two', 'three']);
    expect(texts(addPart(content, newPart('and a half'), 1))).toEqual(['one', 'and a half', 'two', 'three']);
  });

  it('move up and down and stop at the ends', () => {
    const content = thread('one', 'two', 'three');

    expect(texts(movePart(content, keyAt(content, 2), -1))).toEqual(['one', 'three', 'two']);
    expect(texts(movePart(content, keyAt(content, 0), -1))).toEqual(['one', 'two', 'three']);
    expect(texts(movePart(content, keyAt(content, 0), 9))).toEqual(['two', 'three', 'one']);
    expect(texts(movePart(content, 'nobody', 1))).toEqual(['one', 'two', 'three']);
  });

  it('go, but never the last one', () => {
    const content = thread('one', 'two');
    const left = removePart(content, keyAt(content, 0));

    expect(texts(left)).toEqual(['two']);
    expect(removePart(left, keyAt(left, 0))).toBe(left);
  });

  it('take their words, media and options along when they move to the front', () => {
    const content = addMedia(thread('one', 'two'), '', []);
    const second = keyAt(content, 1);
    const full = changePart(addMedia(content, second, [item('a')]), second, { options: { topic_tag: 'bread' } });

    const body = bodyOf(movePart(full, second, -1), now);

    expect(body).toMatchObject({ text: 'two', media: [{ url: 'https://example.org/a.jpg' }], options: { topic_tag: 'bread' } });
    expect(body.replies).toEqual([{ text: 'one', media: [], options: {} }]);
  });
});

describe('the media of a part', () => {
  const content = thread('one', 'two');
  const full = addMedia(addMedia(content, keyAt(content, 0), [item('a'), item('b'), item('c')]), keyAt(content, 1), [item('d')]);

  it('are placed within their part only', () => {
    expect(keys(placeMedia(full, 'c', 0))).toEqual(['c', 'a', 'b']);
    expect(keys(placeMedia(full, 'a', 9))).toEqual(['b', 'c', 'a']);
    expect(keys(placeMedia(full, 'a', -1))).toEqual(['a', 'b', 'c']);
    expect(keys(placeMedia(full, 'a', 1), 1)).toEqual(['d']);
  });

  it('are described and removed one by one', () => {
    const described = changeMedia(full, 'b', { alt: 'Rye bread' });

    expect(described.parts[0]?.media.map(({ alt }) => alt)).toEqual(['', 'Rye bread', '']);
    expect(keys(removeMedia(described, 'a'))).toEqual(['b', 'c']);
  });
});

describe(bodyOf, () => {
  it('gives back what the server told, with uploads named by their ids', () => {
    const part = { text: 'two', media: [linked('https://example.org/x.png')], options: { is_spoiler: true } };
    const post = postView({ text: 'one', media: [uploaded('A', { alt: 'Bread' })], replies: [part], targets: ['con_2', 'con_1'] });

    expect(bodyOf(contentOf(post), now)).toEqual({
      text: 'one',
      media: [{ media_id: uploaded('A').media_id, alt: 'Bread' }],
      options: {},
      replies: [{ text: 'two', media: [{ url: 'https://example.org/x.png', kind: 'image', alt: '' }], options: { is_spoiler: true } }],
      schedule: null,
      if_unclear: 'ask',
      targets: ['con_1', 'con_2'],
    });
  });
});

describe(rulePart, () => {
  it('lets the rules see a file that is still on its way, and every option', () => {
    const part = {
      ...newPart('x'),
      media: [{ ...item('a'), isComing: true }],
      options: { gif_id: 'g', quote_post_id: '1', is_spoiler: true },
    };

    expect(rulePart(part)).toMatchObject({
      media: [{ kind: 'image', mediaId: 'a', alt: '' }],
      options: { gifId: 'g', quotePostId: '1', isSpoiler: true },
    });
  });
});

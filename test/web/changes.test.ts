import { describe, expect, it } from 'vitest';
import { changesOf } from '../../web/src/draft/changes.ts';
import { linked, uploaded } from './support.ts';

const part = (text: string, media = [uploaded('A')], options = {}) => ({ text, media, options });

describe(changesOf, () => {
  it('is silent about what is the same', () => {
    expect(changesOf([part('one'), part('two')], [part('one'), part('two')])).toEqual([]);
  });

  it('names the part whose words changed', () => {
    expect(changesOf([part('one'), part('two')], [part('one'), part('zwei')])).toEqual([
      { part: 2, texts: [{ label: 'Text', before: 'two', after: 'zwei' }], sentences: [] },
    ]);
  });

  it('tells of a part that came and of one that went', () => {
    expect(changesOf([part('one', [])], [part('one', []), part('two', [])])[0]).toMatchObject({
      part: 2,
      sentences: ['This part is new.'],
    });
    expect(changesOf([part('one'), part('', [])], [part('one')])[0]).toMatchObject({ part: 2, sentences: ['This part was removed.'] });
  });

  it('tells which media came, went, moved or were described anew', () => {
    const [a, b] = [uploaded('A'), uploaded('B', { kind: 'video' })];
    const sentences = (before: (typeof a)[], after: (typeof a)[]) => changesOf([part('', before)], [part('', after)])[0];

    expect(sentences([a], [a, b])?.sentences).toEqual(['Added: 1 video.']);
    expect(sentences([a, b], [linked('https://example.org/x.png')])?.sentences).toEqual([
      'Removed: 1 image and 1 video.',
      'Added: 1 image.',
    ]);
    expect(sentences([a, b], [b, a])?.sentences).toEqual(['Images and videos stand in another order.']);
    expect(sentences([a], [{ ...a, alt: 'Bread' }])?.texts).toEqual([{ label: 'Description of image 1', before: '', after: 'Bread' }]);
  });

  it('tells options in words', () => {
    const [change] = changesOf([part('', [], { topic_tag: 'bread', gif_id: 'a' })], [part('', [], { topic_tag: 'rye' })]);

    expect(change?.sentences).toEqual(['GIF of GIPHY: no longer set.', 'Topic: rye.']);
  });
});

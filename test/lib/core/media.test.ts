import { describe, expect, it } from 'vitest';
import {
  incomingKey,
  isExpired,
  maxSizeBytes,
  mediaSchema,
  newMedia,
  parseIncomingKey,
  ready,
  refused,
  removed,
  requireFits,
  stillUsed,
} from '../../../lib/core/media.ts';
import { refusalCodes, refusalSentences } from '../../../lib/core/media-inspect/verdict.ts';
import { anId, inMs, startAt } from '../../support/builders.ts';

const [userId, id] = [anId('usr'), anId('med')];
const secret = 'A'.repeat(43);
const aMedia = (more: object = {}) =>
  newMedia({ id, userId, contentType: 'image/png', sizeBytes: 10, sha256: '0'.repeat(64), filename: 'a.png', ...more }, secret, startAt);
const facts = { width: 1, height: 1 };

describe('newMedia', () => {
  it('chooses its public name at once, which nobody can guess, with the ending of its type', () => {
    expect(aMedia()).toMatchObject({ state: 'uploading', objectKey: `m/${secret}.png`, rev: 1 });
    expect(aMedia({ contentType: 'video/quicktime' }).objectKey).toBe(`m/${secret}.mov`);
    expect(() => mediaSchema.parse({ ...aMedia(), objectKey: 'm/short.png' })).toThrow();
  });
});

describe('parseIncomingKey', () => {
  it('undoes incomingKey, and knows nothing else', () => {
    const others = [
      '',
      'incoming/',
      'm/x.png',
      `incoming/${userId}`,
      `incoming/${userId}/${id}/x`,
      `incoming/${userId}/../${id}`,
      `x/${userId}/${id}`,
    ];

    expect(parseIncomingKey(incomingKey(userId, id))).toEqual({ userId, mediaId: id });
    expect(others.map(parseIncomingKey)).toEqual(others.map(() => undefined));
  });
});

describe('the moves', () => {
  it('count up the revision and give each state its time', () => {
    const at = inMs(1_000);
    const found = ready(aMedia(), facts, at);

    expect(found).toMatchObject({ state: 'ready', facts, rev: 2, updatedAt: at.toISOString() });
    expect(refused(aMedia(), 'media_truncated', at)).toMatchObject({ state: 'refused', refusal: 'media_truncated', rev: 2 });
    expect(stillUsed(found, inMs(2_000))).toMatchObject({ state: 'ready', rev: 3 });
    expect(Date.parse(found.expiresAt) - at.getTime()).toBe(7 * 86_400_000);
  });

  it('T8.4 leave ids, keys and times of a removed upload, and nothing of what it was', () => {
    const gone = removed(ready(aMedia(), facts, inMs(1)), inMs(2));

    expect(gone.state).toBe('deleted');
    expect(gone).not.toHaveProperty('filename');
    expect(gone).not.toHaveProperty('facts');
  });
});

describe('isExpired', () => {
  it('is a matter of time, except for what was removed', () => {
    expect(isExpired(aMedia(), inMs(86_400_000 - 1))).toBe(false);
    expect(isExpired(aMedia(), inMs(86_400_000))).toBe(true);
    expect(isExpired(removed(aMedia(), startAt), startAt)).toBe(true);
  });
});

describe('requireFits', () => {
  it.each([
    ['image/jpeg', maxSizeBytes.image],
    ['video/mp4', maxSizeBytes.video],
  ] as const)('takes %s up to %i bytes', (contentType, limit) => {
    expect(() => requireFits({ contentType, sizeBytes: limit })).not.toThrow();
    expect(() => requireFits({ contentType, sizeBytes: limit + 1 })).toThrow(
      expect.objectContaining({ code: 'media_too_large', status: 413 }),
    );
  });
});

describe('refusalSentences', () => {
  it('say what is wrong and what helps, in whole sentences, each another one', () => {
    const sentences = refusalCodes.map((code) => refusalSentences[code]);

    expect(sentences.filter((sentence) => !/^[A-Z].{20,}\.$/.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

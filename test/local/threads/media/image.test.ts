/** Images by their bytes. */
import { describe, expect, it } from 'vitest';
import { readImage } from '../../../../local/threads/media/image.ts';
import { jpeg, png } from '../fixtures.ts';

describe(readImage, () => {
  it.each([
    ['a JPEG', jpeg(1440, 1800), { type: 'image/jpeg', width: 1440, height: 1800 }],
    ['a PNG', png(32, 16), { type: 'image/png', width: 32, height: 16 }],
  ])('reads the size of %s', (_what, bytes, facts) => {
    expect(readImage(bytes)).toEqual(facts);
  });

  it.each([
    ['a GIF', Buffer.from('GIF89a and more')],
    ['a WebP', Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8 ')],
    ['HTML', Buffer.from('<!DOCTYPE html><html></html>')],
    ['nothing', Buffer.alloc(0)],
    ['a JPEG that breaks off', jpeg().subarray(0, -2)],
    ['a PNG that breaks off', png(32, 16).subarray(0, -20)],
    ['a JPEG without a frame', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xd9])],
    ['an image of no width', jpeg(0, 10)],
  ])('does not take %s', (_what, bytes) => {
    expect(readImage(bytes)).toBeUndefined();
  });
});

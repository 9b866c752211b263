/** Files that are a picture or a video from the front and an archive from the back. */
import { describe, expect, it } from 'vitest';
import { opensAsArchive } from '../../../../lib/core/media-inspect/archive.ts';
import { byteReader } from '../../../../lib/core/media-inspect/byte-reader.ts';
import { inspectFile } from '../../../../lib/core/media-inspect/inspect-file.ts';
import { box, chunk, jpeg, png, segment, sourceOf, video } from '../../../support/media-files.ts';

const endRecord = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

describe(opensAsArchive, () => {
  const search = (file: Buffer, windowBytes = 64 * 1024) => opensAsArchive(byteReader(sourceOf(file), { windowBytes, maxReads: 9 }));

  it('finds the mark wherever a reader of archives would, at the edges of its pieces too', async () => {
    const size = 70_000;
    for (const at of [size - 65_557, size - 65_556, 32_768, 37_200, 37_205, 37_207, 37_211, 50_000, size - 22]) {
      const file = Buffer.alloc(size, 0x50);
      endRecord.copy(file, at);

      expect(await search(file), `at ${at}`).toBe(true);
    }
  });

  it('does not look where no reader looks, and takes no half mark for one', async () => {
    const early = Buffer.alloc(70_000);
    endRecord.copy(early, 100);

    expect(await search(early)).toBe(false);
    expect(await search(Buffer.from('PK\x05\x06PK\x05\x06', 'latin1'))).toBe(false);
    expect(await search(Buffer.from('P'))).toBe(false);
    expect(await search(Buffer.concat([Buffer.alloc(70_000, 0x50), endRecord.subarray(0, 7)]))).toBe(false);
  });
});

describe('inspectFile', () => {
  it.each([
    ['the comment of a JPEG', 'image/jpeg', jpeg({ extra: [segment(0xfe, endRecord)], width: 9, height: 9 })],
    ['a text of a PNG', 'image/png', png({ width: 9, height: 9 }, [chunk('tEXt', Buffer.concat([Buffer.from('a\0'), endRecord]))])],
    ['an empty box of a video', 'video/mp4', video({ tail: box('free', endRecord) })],
    ['a QuickTime box', 'video/quicktime', video({ brand: 'qt  ', tail: box('wide', endRecord) })],
  ] as const)('refuses an archive in %s', async (_, type, file) => {
    expect(await inspectFile(sourceOf(file), type)).toEqual({ kind: 'refused', code: 'media_hides_archive' });
  });

  it('takes a long photo with such bytes where no archive ends', async () => {
    const data = Buffer.concat([endRecord, Buffer.alloc(80_000)]);

    expect(await inspectFile(sourceOf(jpeg({ data })), 'image/jpeg')).toMatchObject({ kind: 'fit' });
  });
});

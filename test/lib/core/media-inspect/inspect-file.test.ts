import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../../lib/core/media-inspect/inspect-file.ts';
import { type RefusalCode, refusalCodes, type Verdict } from '../../../../lib/core/media-inspect/verdict.ts';
import {
  box,
  chunk,
  edit,
  jpeg,
  longBox,
  movie,
  png,
  pngHeader,
  pngSignature,
  segment,
  sourceOf,
  video,
} from '../../../support/media-files.ts';

const types = ['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime'] as const;
type Type = (typeof types)[number];

const inspect = (file: Uint8Array, type: Type): Promise<Verdict> => inspectFile(sourceOf(file), type);
const codeOf = async (file: Uint8Array, type: Type): Promise<RefusalCode | 'fit'> => {
  const verdict = await inspect(file, type);
  return verdict.kind === 'fit' ? 'fit' : verdict.code;
};
const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60), Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
const html = Buffer.from('<!doctype html><script>alert(1)</script>');
const bytes = (...values: number[]) => Buffer.from(values);

describe('inspectFile: images', () => {
  it('reads the size of a JPEG, progressive ones too', async () => {
    const facts = { width: 1000, height: 700 };

    expect(await inspect(jpeg(facts), 'image/jpeg')).toEqual({ kind: 'fit', facts });
    expect(await inspect(jpeg({ ...facts, frame: 0xc2 }), 'image/jpeg')).toEqual({ kind: 'fit', facts });
  });

  it('reads the size of a PNG', async () => {
    const facts = { width: 1000, height: 700 };

    expect(await inspect(png(facts), 'image/png')).toEqual({ kind: 'fit', facts });
    expect(await codeOf(png(facts, [chunk('tEXt', Buffer.from('a\0b')), chunk('pHYs', Buffer.alloc(9))]), 'image/png')).toBe('fit');
  });

  it('follows coded data over stuffed bytes, restarts, fill bytes and reading windows', async () => {
    const data = Buffer.concat([Buffer.alloc(700_001, 0x11), bytes(0xff, 0x00, 0xff, 0xd3, 1, 0xff, 0xff, 0x00), Buffer.alloc(300_000)]);
    const everywhereFf = Buffer.alloc(600_000, 0).map((_, i) => (i % 2 === 0 ? 0xff : 0x00));

    expect(await codeOf(jpeg({ data }), 'image/jpeg')).toBe('fit');
    expect(await codeOf(jpeg({ data: Buffer.from(everywhereFf) }), 'image/jpeg')).toBe('fit');
  });

  it('takes further pictures behind the first only where it declares them', async () => {
    const index = segment(0xe2, Buffer.concat([Buffer.from('MPF\0'), Buffer.alloc(40)]));
    const preview = jpeg({ width: 160, height: 120 });

    expect(await codeOf(jpeg({ extra: [index], tail: Buffer.concat([Buffer.alloc(64), preview]) }), 'image/jpeg')).toBe('fit');
    expect(await codeOf(jpeg({ tail: preview }), 'image/jpeg')).toBe('media_trailing_data');
    expect(await codeOf(jpeg({ extra: [index], tail: Buffer.concat([preview, zip]) }), 'image/jpeg')).toBe('media_trailing_data');
    expect(await codeOf(jpeg({ extra: [index], tail: preview.subarray(0, -2) }), 'image/jpeg')).toBe('media_truncated');
  });

  it.each<[string, Buffer, RefusalCode]>([
    ['a ZIP behind the end', jpeg({ tail: zip }), 'media_trailing_data'],
    ['a video behind the end (motion photo)', jpeg({ tail: video() }), 'media_trailing_data'],
    ['one byte behind the end', jpeg({ tail: bytes(0x41) }), 'media_trailing_data'],
    ['an end that is cut off', jpeg().subarray(0, -2), 'media_truncated'],
    ['half of it', jpeg().subarray(0, 150), 'media_truncated'],
    ['lossless coding', jpeg({ frame: 0xc3 }), 'image_coding_unsupported'],
    ['arithmetic coding', jpeg({ frame: 0xc9 }), 'image_coding_unsupported'],
    ['no height', jpeg({ height: 0 }), 'media_malformed'],
    ['no frame', Buffer.concat([bytes(0xff, 0xd8), segment(0xfe, Buffer.from('hello, world')), bytes(0xff, 0xd9)]), 'media_malformed'],
    ['a second beginning', Buffer.concat([bytes(0xff, 0xd8), jpeg()]), 'media_malformed'],
    ['more pixels than anybody shows', jpeg({ width: 65_000, height: 65_000, data: bytes(1, 2, 3) }), 'image_too_many_pixels'],
  ])('refuses a JPEG with %s', async (_, file, code) => {
    expect(await codeOf(file, 'image/jpeg')).toBe(code);
  });

  it.each<[string, Buffer, RefusalCode]>([
    ['a ZIP behind the end', Buffer.concat([png(), zip]), 'media_trailing_data'],
    ['HTML behind the end', Buffer.concat([png(), html]), 'media_trailing_data'],
    ['an end that is cut off', png().subarray(0, -1), 'media_truncated'],
    ['no end', png().subarray(0, -12), 'media_truncated'],
    ['no image data', Buffer.concat([pngSignature, pngHeader(), chunk('IEND')]), 'media_truncated'],
    [
      'a bomb: a huge size over a few bytes',
      Buffer.concat([pngSignature, pngHeader({ width: 9_000, height: 9_000 }), chunk('IDAT', Buffer.alloc(200)), chunk('IEND')]),
      'media_truncated',
    ],
    [
      'a bomb: a huge size, well packed',
      Buffer.concat([
        pngSignature,
        pngHeader({ width: 60_000, height: 60_000 }, bytes(1, 0, 0, 0, 0)),
        chunk('IDAT', Buffer.alloc(600_000)),
        chunk('IEND'),
      ]),
      'image_too_many_pixels',
    ],
    [
      'a false checksum of the header',
      Buffer.concat([pngSignature, pngHeader().fill(9, 21, 25), chunk('IDAT'), chunk('IEND')]),
      'media_malformed',
    ],
    ['an impossible depth', Buffer.concat([pngSignature, pngHeader({}, bytes(3, 2, 0, 0, 0)), chunk('IEND')]), 'media_malformed'],
    ['an unknown critical chunk', png({}, [chunk('ABCD')]), 'media_malformed'],
    ['a second header', png({}, [pngHeader()]), 'media_malformed'],
    ['a chunk without a name', png({}, [chunk('\0\0\0\0')]), 'media_malformed'],
    ['too many chunks', png({}, Array(20_001).fill(chunk('tEXt'))), 'media_too_complex'],
  ])('refuses a PNG with %s', async (_, file, code) => {
    expect(await codeOf(file, 'image/png')).toBe(code);
  });
});

describe('inspectFile: videos', () => {
  it('reads length, codec, size, rate and sound, with the index first or last', async () => {
    const facts = {
      width: 1280,
      height: 720,
      video: {
        durationMs: 5_000,
        codec: 'avc1',
        framesPerSecond: 30,
        isIndexFirst: true,
        hasEdits: false,
        audio: { codec: 'mp4a', channels: 2, sampleRateHz: 44_100 },
      },
    };

    expect(await inspect(video(), 'video/mp4')).toEqual({ kind: 'fit', facts });
    expect(await inspect(video({ isLong: true }), 'video/mp4')).toEqual({ kind: 'fit', facts });
    expect(await inspect(video({ isIndexLast: true }), 'video/mp4')).toMatchObject({ facts: { video: { isIndexFirst: false } } });
    expect(await inspect(video({ brand: 'qt  ', codec: 'hvc1' }), 'video/quicktime')).toMatchObject({
      facts: { video: { codec: 'hvc1' } },
    });
  });

  it('gives the size as shown: a turned phone video stands upright', async () => {
    expect(await inspect(video({ isTurned: true, width: 1920, height: 1080 }), 'video/mp4')).toMatchObject({
      facts: { width: 1080, height: 1920 },
    });
  });

  it('tells edits that change something from those that do not', async () => {
    const editsOf = async (edits: Buffer) => {
      const verdict = await inspect(video({ edits }), 'video/mp4');
      return verdict.kind === 'fit' && verdict.facts.video?.hasEdits;
    };

    expect(await Promise.all([edit(0), edit(1_024), edit(0, 32_768), edit(-1)].map(editsOf))).toEqual([false, true, true, true]);
  });

  it.each<[string, Buffer, RefusalCode]>([
    ['its end cut off', video().subarray(0, -1), 'media_truncated'],
    ['half of its index', video({ isIndexLast: true }).subarray(0, -200), 'media_truncated'],
    ['no index, as a recording that broke off', Buffer.concat([video().subarray(0, 20), box('mdat', Buffer.alloc(99))]), 'media_truncated'],
    ['nothing but an index', video().subarray(0, -2_008), 'media_truncated'],
    ['a ZIP behind the end', video({ tail: zip }), 'media_trailing_data'],
    ['one byte behind the end', video({ tail: bytes(1) }), 'media_trailing_data'],
    ['fragments', video({ tail: box('moof', Buffer.alloc(8)) }), 'video_fragmented'],
    ['an index of fragments', video({ inMovie: [box('mvex')] }), 'video_fragmented'],
    ['sound alone', video({ hasPictures: false }), 'video_without_pictures'],
    ['another codec', video({ codec: 'vp09' }), 'video_codec_unsupported'],
    ['locked pictures', video({ codec: 'encv' }), 'video_codec_unsupported'],
    ['no length', video({ seconds: 0 }), 'video_without_duration'],
    ['two indexes', video({ tail: movie() }), 'media_malformed'],
    ['a box that reaches out of its parent', video({ inMovie: [bytes(0, 0, 1, 0, 0x66, 0x72, 0x65, 0x65)] }), 'media_malformed'],
    ['a box smaller than its own header', video({ inMovie: [bytes(0, 0, 0, 4, 0x66, 0x72, 0x65, 0x65)] }), 'media_malformed'],
    ['thousands of boxes', video({ inMovie: Array(2_001).fill(box('free')) }), 'media_too_complex'],
  ])('refuses a video with %s', async (_, file, code) => {
    expect(await codeOf(file, 'video/mp4')).toBe(code);
  });

  it('reads a few windows of a 1 GB video, wherever its index stands', async () => {
    const mediaBytes = 1_000_000_000;
    const head = video({ mediaBytes: 0 }).subarray(0, -8);
    const begin = Buffer.concat([head, longBox('mdat').fill(0, 8)]);
    begin.writeBigUInt64BE(BigInt(mediaBytes), begin.length - 8);
    const source = sourceOf(begin, head.length + mediaBytes);

    const verdict = await inspectFile(source, 'video/mp4');

    expect(verdict.kind).toBe('fit');
    expect(source.readBytes()).toBeLessThanOrEqual(3 * 64 * 1024);
    expect(source.largestRead()).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('inspectFile: what is not what it says', () => {
  const others: [string, Buffer][] = [
    ['a ZIP', zip],
    ['a gzip bomb', gzipSync(Buffer.alloc(10_000_000))],
    ['HTML', html],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;\0\0\0')],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n')],
    ['a HEIC image', video({ brand: 'heic' })],
    ['an empty file', Buffer.alloc(0)],
    ['fifteen bytes', Buffer.alloc(15)],
    ['zeros', Buffer.alloc(5_000)],
    ['a JPEG behind a GIF header', Buffer.concat([Buffer.from('GIF89a/*'), jpeg()])],
  ];
  it.each(others)('T6.3 refuses %s under every type', async (_, file) => {
    expect(await Promise.all(types.map((type) => codeOf(file, type)))).toEqual(types.map(() => 'media_type_mismatch'));
  });

  it('refuses each type under the name of the others', async () => {
    const files = { 'image/jpeg': jpeg(), 'image/png': png(), 'video/mp4': video(), 'video/quicktime': video({ brand: 'qt  ' }) };

    for (const [actual, file] of Object.entries(files)) {
      const codes = await Promise.all(types.map((type) => codeOf(file, type)));
      expect(codes).toEqual(types.map((type) => (type === actual ? 'fit' : 'media_type_mismatch')));
    }
  });
});

describe('inspectFile: hostile bytes', () => {
  /** A stream of numbers from 0 up to 1, the same for the same seed. */
  function dice(seed: string): () => number {
    let state = createHash('sha256').update(seed).digest();
    let at = 0;
    return () => {
      if (at > 28) [state, at] = [createHash('sha256').update(state).digest(), 0];
      at += 4;
      return state.readUInt32BE(at - 4) / 2 ** 32;
    };
  }

  const seeds: [Type, Buffer][] = [
    ['image/jpeg', jpeg({ width: 64, height: 64 })],
    ['image/png', png({ width: 64, height: 64 })],
    ['video/mp4', video({ edits: edit(0) })],
    ['video/quicktime', video({ brand: 'qt  ', isIndexLast: true, isLong: true })],
  ];
  const mutations: ((file: Buffer, roll: () => number) => Buffer)[] = [
    (file, roll) => file.subarray(0, Math.floor(roll() * file.length)),
    (file, roll) => Buffer.concat([file, Buffer.from([1 + Math.floor(roll() * 255)]), Buffer.alloc(Math.floor(roll() * 3_000))]),
    (file) => Buffer.concat([file, zip]),
    (file, roll) => {
      const at = Math.floor(roll() * file.length);
      return Buffer.concat([file.subarray(0, at), html, file.subarray(at)]);
    },
    (file, roll) => {
      const copy = Buffer.from(file);
      for (let i = 0; i < 1 + roll() * 8; i += 1) copy[Math.floor(roll() * Math.min(copy.length, 900))] = Math.floor(roll() * 256);
      return copy;
    },
    (file, roll) => {
      const at = Math.floor(roll() * Math.min(file.length - 4, 900));
      const copy = Buffer.from(file);
      copy.writeUInt32BE(roll() < 0.5 ? 0xffffffff : Math.floor(roll() * 2 ** 32), at);
      return copy;
    },
    (file, roll) => Buffer.concat([file.subarray(0, 16), Buffer.from(Array.from({ length: 600 }, () => Math.floor(roll() * 256)))]),
    (file) => Buffer.concat([zip, file]),
  ];

  it('10,000 seeded files: no crash, an answer each, every read inside a bound of memory and count', async () => {
    const roll = dice('postora/media/1');
    const found = { fit: 0, refused: 0 };
    const codes = new Set<string>();

    for (let i = 0; i < 10_000; i += 1) {
      const [type, file] = seeds[Math.floor(roll() * seeds.length)]!;
      const source = sourceOf(mutations[Math.floor(roll() * mutations.length)]!(file, roll));
      const verdict = await inspectFile(source, type);
      found[verdict.kind] += 1;
      if (verdict.kind === 'refused') codes.add(verdict.code);
      if (source.largestRead() > 256 * 1024 || source.reads() > 256) throw new Error(`file ${i} was read ${source.reads()} times`);
    }

    expect(found.fit + found.refused).toBe(10_000);
    expect(found.refused).toBeGreaterThan(7_500);
    expect([...codes].every((code) => (refusalCodes as readonly string[]).includes(code))).toBe(true);
  });

  it('lets no appended, prepended or cut file through', async () => {
    const roll = dice('postora/media/2');
    for (const mutate of [mutations[0]!, mutations[1]!, mutations[2]!, mutations[7]!]) {
      for (let i = 0; i < 500; i += 1) {
        const [type, file] = seeds[i % seeds.length]!;
        expect(await codeOf(mutate(file, roll), type)).not.toBe('fit');
      }
    }
  });
});

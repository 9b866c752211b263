/** Small true JPEG, PNG, MP4 and MOV files, built byte by byte, and a source that counts what was read of a file. */
import { crc32, deflateSync } from 'node:zlib';
import type { ByteSource } from '../../lib/core/media-inspect/byte-reader.ts';

const u8 = (...bytes: number[]) => Buffer.from(bytes);
const u16 = (n: number) => Buffer.from([n >> 8, n & 0xff]);
const u32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n >>> 0);
  return bytes;
};
const u64 = (n: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(n);
  return bytes;
};
const ascii = (text: string) => Buffer.from(text, 'latin1');

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export const chunk = (type: string, data: Buffer = Buffer.alloc(0)): Buffer => {
  const covered = Buffer.concat([ascii(type), data]);
  return Buffer.concat([u32(data.length), covered, u32(crc32(covered))]);
};

type Picture = { width?: number; height?: number };

export const pngHeader = ({ width = 640, height = 480 }: Picture = {}, rest: Buffer = u8(8, 2, 0, 0, 0)) =>
  chunk('IHDR', Buffer.concat([u32(width), u32(height), rest]));

/** A true PNG: one colour, 8 bits, red-green-blue. */
export function png(size: Picture = {}, extra: Buffer[] = []): Buffer {
  const { width = 640, height = 480 } = size;
  const data = deflateSync(Buffer.alloc((1 + width * 3) * height, 0x7f));
  return Buffer.concat([pngSignature, pngHeader(size), ...extra, chunk('IDAT', data), chunk('IEND')]);
}

export const segment = (marker: number, body: Buffer): Buffer => Buffer.concat([u8(0xff, marker), u16(body.length + 2), body]);
const quantization = segment(0xdb, Buffer.concat([u8(0), Buffer.alloc(64, 1)]));
/** One code of one bit for direct and one for alternating coefficients. */
const huffman = Buffer.concat([0x00, 0x10].map((table) => segment(0xc4, Buffer.concat([u8(table, 1, ...Array(15).fill(0)), u8(0)]))));

type JpegOptions = Picture & { frame?: number; extra?: Buffer[]; data?: Buffer; tail?: Buffer };

/** A grey baseline JPEG. */
export function jpeg({ width = 640, height = 480, frame = 0xc0, extra = [], data, tail }: JpegOptions = {}): Buffer {
  const coded = data ?? Buffer.alloc(Math.ceil((Math.ceil(width / 8) * Math.ceil(height / 8) * 2) / 8), 0x00);
  return Buffer.concat([
    u8(0xff, 0xd8),
    segment(0xe0, Buffer.concat([ascii('JFIF\0'), u8(1, 1, 0, 0, 1, 0, 1, 0, 0)])),
    ...extra,
    quantization,
    segment(frame, Buffer.concat([u8(8), u16(height), u16(width), u8(1, 1, 0x11, 0)])),
    huffman,
    segment(0xda, u8(1, 1, 0, 0, 63, 0)),
    coded,
    u8(0xff, 0xd9),
    tail ?? Buffer.alloc(0),
  ]);
}

export const box = (type: string, ...contents: Buffer[]): Buffer => {
  const body = Buffer.concat(contents);
  return Buffer.concat([u32(8 + body.length), ascii(type), body]);
};
/** With its size behind the name, as for more than 4 GB. */
export const longBox = (type: string, ...contents: Buffer[]): Buffer => {
  const body = Buffer.concat(contents);
  return Buffer.concat([u32(1), ascii(type), u64(BigInt(16 + body.length)), body]);
};
const full = (version = 0) => u32(version << 24);
const matrix = (isTurned: boolean) =>
  Buffer.concat((isTurned ? [0, 65_536, 0, -65_536, 0, 0, 0, 0, 0x40000000] : [65_536, 0, 0, 0, 65_536, 0, 0, 0, 0x40000000]).map(u32));

export type VideoOptions = Picture & {
  brand?: string;
  codec?: string;
  seconds?: number;
  framesPerSecond?: number;
  isTurned?: boolean;
  isIndexLast?: boolean;
  edits?: Buffer;
  hasSound?: boolean;
  hasPictures?: boolean;
  isLong?: boolean;
  mediaBytes?: number;
  inMovie?: Buffer[];
  tail?: Buffer;
};

const clock = (timescale: number, seconds: number, isLong: boolean): Buffer =>
  isLong
    ? Buffer.concat([full(1), u64(0n), u64(0n), u32(timescale), u64(BigInt(seconds * timescale)), u32(0)])
    : Buffer.concat([full(), u32(0), u32(0), u32(timescale), u32(seconds * timescale), u32(0)]);

function tkhd({ width = 1280, height = 720, isTurned = false, isLong = false }: VideoOptions): Buffer {
  const head = isLong ? Buffer.concat([full(1), Buffer.alloc(32)]) : Buffer.concat([full(), Buffer.alloc(20)]);
  return box('tkhd', head, Buffer.alloc(16), matrix(isTurned), u32(width * 65_536), u32(height * 65_536));
}

function track(kind: 'vide' | 'soun', options: VideoOptions): Buffer {
  const { seconds = 5, framesPerSecond = 30, codec = 'avc1', edits, isLong = false, width = 1280, height = 720 } = options;
  const samples = Math.round(seconds * framesPerSecond);
  const picture = box(codec, Buffer.alloc(6), u16(1), Buffer.alloc(16), u16(width), u16(height), Buffer.alloc(50));
  const sound = box('mp4a', Buffer.alloc(6), u16(1), Buffer.alloc(8), u16(2), u16(16), u32(0), u32(44_100 * 65_536));
  const table = box(
    'stbl',
    box('stsd', full(), u32(1), kind === 'vide' ? picture : sound),
    box('stts', full(), u32(1), u32(samples), u32(1_000)),
    box('stsz', full(), u32(100), u32(samples)),
  );
  const media = box(
    'mdia',
    box('mdhd', clock(framesPerSecond * 1_000, seconds, isLong)),
    box('hdlr', full(), u32(0), ascii(kind), Buffer.alloc(12), ascii('x\0')),
    box('minf', table),
  );
  return box('trak', tkhd(options), ...(edits && kind === 'vide' ? [box('edts', box('elst', edits))] : []), media);
}

export const edit = (mediaTime: number, rate = 65_536): Buffer => Buffer.concat([full(), u32(1), u32(1_000), u32(mediaTime), u32(rate)]);

/** The index (`moov`) of a video. */
export const movie = (options: VideoOptions = {}): Buffer =>
  box(
    'moov',
    box('mvhd', clock(1_000, options.seconds ?? 5, options.isLong ?? false), Buffer.alloc(76)),
    ...(options.hasPictures === false ? [] : [track('vide', options)]),
    ...(options.hasSound === false ? [] : [track('soun', options)]),
    ...(options.inMovie ?? []),
  );

export function video(options: VideoOptions = {}): Buffer {
  const { brand = 'isom', isIndexLast = false, mediaBytes = 2_000, tail = Buffer.alloc(0) } = options;
  const type = box('ftyp', ascii(brand), u32(512), ascii(brand));
  const media = box('mdat', Buffer.alloc(mediaBytes, 0x5a));
  return Buffer.concat([type, ...(isIndexLast ? [media, movie(options)] : [movie(options), media]), tail]);
}

export type CountingSource = ByteSource & { readBytes: () => number; largestRead: () => number; reads: () => number };

/** A file in memory that counts what is read of it; `sizeBytes` beyond its length reads as zeros, so that huge files cost nothing. */
export function sourceOf(file: Uint8Array, sizeBytes = file.length): CountingSource {
  const counts: number[] = [];
  return {
    sizeBytes,
    read: async (offset, length) => {
      if (offset < 0 || length <= 0 || offset + length > sizeBytes) throw new Error(`read of ${length} at ${offset} leaves the file`);
      counts.push(length);
      const bytes = new Uint8Array(length);
      bytes.set(file.subarray(offset, offset + length));
      return bytes;
    },
    readBytes: () => counts.reduce((sum, count) => sum + count, 0),
    largestRead: () => Math.max(0, ...counts),
    reads: () => counts.length,
  };
}

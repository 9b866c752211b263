/** Tiny images and videos made in code: valid by default, and bent where a test wants it. */
import { crc32, deflateSync } from 'node:zlib';

const u16 = (n: number) => Buffer.from([n >> 8, n & 255]);

function u32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
}

/** A frame header of this size between a start and an end; no pixels. */
export function jpeg(width = 640, height = 480): Buffer {
  const app0 = Buffer.from([0xff, 0xe0, 0, 4, 0, 0]);
  const frame = Buffer.concat([Buffer.from([0xff, 0xc2, 0, 11, 8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app0, frame, Buffer.from([0xff, 0xd9])]);
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
};

/** A real picture that a browser shows: a slope from one colour to another. */
export function png(
  width = 640,
  height = 480,
  [from, to]: [number[], number[]] = [
    [30, 60, 90],
    [220, 160, 90],
  ],
): Buffer {
  const row = (y: number) => {
    const mix = (i: number) => Math.round((from[i] ?? 0) + (((to[i] ?? 0) - (from[i] ?? 0)) * y) / height);
    return Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([mix(0), mix(1), mix(2)]))]);
  };
  const pixels = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]);
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))]);
}

export const box = (type: string, ...bodies: Buffer[]): Buffer => {
  const body = Buffer.concat(bodies);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
};

export type Mp4 = {
  brand?: string;
  codec?: string;
  width?: number;
  height?: number;
  seconds?: number;
  fps?: number;
  audio?: { codec?: string; channels?: number; sampleRate?: number } | null;
  order?: readonly string[];
  edit?: { mediaTime: number; count?: number };
  /** 64-bit times, as in version 1 of the headers. */
  isLong?: boolean;
};

const timescale = 1000;
const zeros = (n: number) => Buffer.alloc(n);

function clock(isLong: boolean, seconds: number): Buffer {
  const duration = Math.round(seconds * timescale);
  return isLong
    ? Buffer.concat([Buffer.from([1, 0, 0, 0]), zeros(16), u32(timescale), u32(0), u32(duration), zeros(80)])
    : Buffer.concat([zeros(12), u32(timescale), u32(duration), zeros(80)]);
}

function track(
  handler: string,
  entry: Buffer,
  { seconds, samples, isLong, size, edit }: { seconds: number; samples: number; isLong: boolean; size: [number, number]; edit: Buffer[] },
): Buffer {
  const header = box('tkhd', zeros(isLong ? 88 : 76), u32(size[0] * 65_536), u32(size[1] * 65_536));
  const times = box('mdhd', clock(isLong, seconds));
  const description = box('stsd', zeros(4), u32(1), entry);
  const table = box('stts', zeros(4), u32(1), u32(samples), u32(1));
  const media = box('mdia', times, box('hdlr', zeros(8), Buffer.from(handler), zeros(12)), box('minf', box('stbl', description, table)));
  return box('trak', header, ...edit, media);
}

/** Boxes only, no frames. */
export function mp4(options: Mp4 = {}): Buffer {
  const { brand = 'isom', codec = 'avc1', width = 720, height = 1280, seconds = 5, fps = 30, isLong = false } = options;
  const { order = ['ftyp', 'moov', 'mdat'], audio = {}, edit } = options;
  const list =
    edit && box('edts', box('elst', zeros(4), u32(edit.count ?? 1), u32(seconds * timescale), u32(edit.mediaTime), u32(0x10000)));
  const picture = track('vide', box(codec, zeros(70)), {
    seconds,
    samples: Math.round(seconds * fps),
    isLong,
    size: [width, height],
    edit: list ? [list] : [],
  });
  const { codec: soundCodec = 'mp4a', channels = 2, sampleRate = 48_000 } = audio ?? {};
  const soundEntry = box(soundCodec, zeros(16), u16(channels), u16(16), zeros(4), u32(sampleRate * 65_536));
  const sound = track('soun', soundEntry, { seconds, samples: 1, isLong, size: [0, 0], edit: [] });
  const boxes: Record<string, Buffer> = {
    ftyp: box('ftyp', Buffer.from(brand, 'latin1'), u32(512)),
    moov: box('moov', box('mvhd', clock(isLong, seconds)), picture, ...(audio === null ? [] : [sound])),
    mdat: box('mdat', zeros(64)),
    free: box('free', zeros(8)),
  };
  return Buffer.concat(order.flatMap((name) => boxes[name] ?? []));
}

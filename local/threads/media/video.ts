/** What an MP4 or MOV says about itself, read by hand from its boxes. ISO/IEC 14496-12 */
import { boxesAt, boxesIn } from './boxes.ts';

export type AudioFacts = { codec: string; channels: number; sampleRate: number };
export type VideoFacts = {
  type: 'video/mp4' | 'video/quicktime';
  isMoovFirst: boolean;
  hasEditLists: boolean;
  codec: string;
  width: number;
  height: number;
  durationMs: number;
  framesPerSecond: number;
  audio: AudioFacts | null;
};

/** Duration and timescale of `mvhd` and `mdhd`, whose fields are wider in version 1. */
function readClock(header: Buffer): { timescale: number; duration: number } {
  const isLong = header[0] === 1;
  const timescale = header.readUInt32BE(isLong ? 20 : 12);
  return { timescale, duration: isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16) };
}

const first = (bytes: Buffer, ...path: string[]): Buffer | undefined => boxesAt(bytes, ...path)[0];
const handlerOf = (track: Buffer) => first(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12);

/** The one entry of the sample table's description: codec and what follows. */
const sampleEntry = (track: Buffer) => boxesIn(first(track, 'mdia', 'minf', 'stbl', 'stsd')?.subarray(8) ?? Buffer.alloc(0))[0];

function sampleCount(track: Buffer): number {
  const table = first(track, 'mdia', 'minf', 'stbl', 'stts');
  if (!table) return 0;
  const entries = Math.min(table.readUInt32BE(4), Math.floor((table.length - 8) / 8));
  return Array.from({ length: entries }, (_, i) => table.readUInt32BE(8 + i * 8)).reduce((sum, count) => sum + count, 0);
}

/** A single edit from the start at normal speed changes nothing, and phones write it into every file. */
function editsSomething(list: Buffer): boolean {
  const isLong = list[0] === 1;
  if (list.readUInt32BE(4) > 1) return true;
  const mediaTime = isLong ? Number(list.readBigInt64BE(16)) : list.readInt32BE(12);
  const rate = list.readInt32BE(isLong ? 24 : 16);
  return mediaTime !== 0 || rate !== 0x10000;
}

function readAudio(track: Buffer | undefined): AudioFacts | null {
  const entry = track && sampleEntry(track);
  return entry ? { codec: entry.type, channels: entry.body.readUInt16BE(16), sampleRate: entry.body.readUInt32BE(24) / 65_536 } : null;
}

function readPicture(track: Buffer) {
  const header = first(track, 'tkhd');
  const times = first(track, 'mdia', 'mdhd');
  if (!header || !times) return undefined;
  const { timescale, duration } = readClock(times);
  // The last eight bytes, in either version: width and height as 16.16 numbers.
  const [width, height] = [header.readUInt32BE(header.length - 8) / 65_536, header.readUInt32BE(header.length - 4) / 65_536];
  const seconds = duration / timescale;
  return { codec: sampleEntry(track)?.type ?? '', width, height, framesPerSecond: seconds > 0 ? sampleCount(track) / seconds : 0 };
}

function readFacts(start: Buffer): VideoFacts | undefined {
  const boxes = boxesIn(start);
  const brand = boxes[0]?.type === 'ftyp' ? boxes[0].body.toString('latin1', 0, 4) : undefined;
  const moov = boxes.find(({ type, isWhole }) => type === 'moov' && isWhole)?.body;
  const header = moov && first(moov, 'mvhd');
  const tracks = moov ? boxesAt(moov, 'trak') : [];
  const picture = tracks.filter((track) => handlerOf(track) === 'vide').map(readPicture)[0];
  if (brand === undefined || !header || !picture) return undefined;
  const order = boxes.map(({ type }) => type);
  const { timescale, duration } = readClock(header);
  return {
    ...picture,
    type: brand === 'qt  ' ? 'video/quicktime' : 'video/mp4',
    isMoovFirst: !order.includes('mdat') || order.indexOf('moov') < order.indexOf('mdat'),
    hasEditLists: tracks.flatMap((track) => boxesAt(track, 'edts', 'elst')).some(editsSomething),
    durationMs: Math.round((duration / timescale) * 1000),
    audio: readAudio(tracks.find((track) => handlerOf(track) === 'soun')),
  };
}

/** `undefined` when it is no such file, or one whose boxes make no sense. */
export function readVideo(start: Buffer): VideoFacts | undefined {
  try {
    return readFacts(start);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

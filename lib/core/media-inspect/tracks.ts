/** What one track of an MP4 or MOV says: pictures or sound, codec, size as shown, rate (ISO/IEC 14496-12 section 8). */
import { type Box, clockOf, contentsOf, findBox } from './boxes.ts';
import { asciiOf, type ByteReader } from './byte-reader.ts';
import { Refused, type VideoFacts } from './verdict.ts';

export type Pictures = { width: number; height: number; codec: string; framesPerSecond: number };
export type Track =
  | { kind: 'pictures'; pictures: Pictures }
  | { kind: 'sound'; audio: NonNullable<VideoFacts['audio']> }
  | { kind: 'other' };

const one = 65_536;

/** Width and height in 16.16 numbers at the end of `tkhd`, turned by the matrix before them. */
async function shownSize(reader: ByteReader, header: Box | undefined): Promise<{ width: number; height: number }> {
  const isLong = (await contentsOf(reader, header, 84)).getUint8(0) === 1;
  const view = await contentsOf(reader, header, isLong ? 96 : 84);
  const matrix = isLong ? 52 : 40;
  const [width, height] = [view.getUint32(matrix + 36) / one, view.getUint32(matrix + 40) / one];
  const isTurned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}

/** Codec and where its description begins: the first entry of `stsd`. */
async function sampleEntry(reader: ByteReader, table: Box): Promise<Box> {
  const box = await findBox(reader, table, 'stsd');
  const view = await contentsOf(reader, box, 16);
  const [entries, size, type] = [view.getUint32(4), view.getUint32(8), asciiOf(view, 12, 4)];
  if (!box || entries === 0 || size < 16 || box.at + 8 + size > box.endsAt) throw new Refused('media_malformed');
  return { type, at: box.at + 16, endsAt: box.at + 8 + size };
}

async function readPictures(reader: ByteReader, track: Box, table: Box): Promise<Pictures> {
  const { width, height } = await shownSize(reader, await findBox(reader, track, 'tkhd'));
  const { timescale, duration } = await clockOf(reader, await findBox(reader, track, 'mdia', 'mdhd'));
  const samples = (await contentsOf(reader, await findBox(reader, table, 'stsz'), 12)).getUint32(8);
  const { type: codec } = await sampleEntry(reader, table);
  const framesPerSecond = duration === 0 ? 0 : Math.round((samples / (duration / timescale)) * 100) / 100;
  return { width: Math.round(width), height: Math.round(height), codec, framesPerSecond };
}

async function readSound(reader: ByteReader, table: Box): Promise<NonNullable<VideoFacts['audio']>> {
  const entry = await sampleEntry(reader, table);
  const view = await contentsOf(reader, entry, 28);
  return { codec: entry.type, channels: view.getUint16(16), sampleRateHz: Math.round(view.getUint32(24) / one) };
}

export async function readTrack(reader: ByteReader, track: Box): Promise<Track> {
  const handler = await findBox(reader, track, 'mdia', 'hdlr');
  const kind = asciiOf(await contentsOf(reader, handler, 12), 8, 4);
  if (kind !== 'vide' && kind !== 'soun') return { kind: 'other' };
  const table = await findBox(reader, track, 'mdia', 'minf', 'stbl');
  if (!table) throw new Refused('media_malformed');
  if (kind === 'vide') return { kind: 'pictures', pictures: await readPictures(reader, track, table) };
  return { kind: 'sound', audio: await readSound(reader, table) };
}

/** A single edit from the start at normal speed changes nothing, and nearly every program writes it. */
export async function hasEdits(reader: ByteReader, track: Box): Promise<boolean> {
  const list = await findBox(reader, track, 'edts', 'elst');
  if (!list) return false;
  const head = await contentsOf(reader, list, 8);
  const [isLong, entries] = [head.getUint8(0) === 1, head.getUint32(4)];
  if (entries === 0) return false;
  if (entries > 1) return true;
  const view = await contentsOf(reader, list, isLong ? 28 : 20);
  const mediaTime = isLong ? Number(view.getBigInt64(16)) : view.getInt32(12);
  return mediaTime !== 0 || view.getInt32(isLong ? 24 : 16) !== one;
}

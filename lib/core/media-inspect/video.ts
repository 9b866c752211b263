/** MP4 and MOV: whole, unfragmented, with an index, pictures in a codec that platforms take, and a length. */
import { type Box, boxesIn, clockOf, findBox } from './boxes.ts';
import type { ByteReader } from './byte-reader.ts';
import { hasEdits, readTrack, type Track } from './tracks.ts';
import { type FileFacts, Refused } from './verdict.ts';

/** H.264 and HEVC, with their parameters in the index or in the stream. */
const codecs = ['avc1', 'avc3', 'hvc1', 'hev1'];
const maxTracks = 16;

type Outline = { moov: Box; isIndexFirst: boolean };

function outlineOf(boxes: readonly Box[]): Outline {
  const order = boxes.map(({ type }) => type);
  if (order.includes('moof')) throw new Refused('video_fragmented');
  const [moov, second] = boxes.filter(({ type }) => type === 'moov');
  // The index is written last: a recording that broke off has none.
  if (!moov || !order.includes('mdat')) throw new Refused('media_truncated');
  if (second) throw new Refused('media_malformed');
  return { moov, isIndexFirst: order.indexOf('moov') < order.indexOf('mdat') };
}

async function tracksIn(reader: ByteReader, inside: readonly Box[]): Promise<{ tracks: Track[]; isEdited: boolean }> {
  const found = inside.filter(({ type }) => type === 'trak');
  if (found.length > maxTracks) throw new Refused('media_too_complex');
  const tracks: Track[] = [];
  let isEdited = false;
  for (const track of found) {
    const read = await readTrack(reader, track);
    tracks.push(read);
    if (read.kind !== 'other' && (await hasEdits(reader, track))) isEdited = true;
  }
  return { tracks, isEdited };
}

/** @throws {Refused} unless the whole file is one such video. */
export async function readVideo(reader: ByteReader): Promise<FileFacts> {
  const { moov, isIndexFirst } = outlineOf(await boxesIn(reader, 0, reader.sizeBytes));
  const inside = await boxesIn(reader, moov.at, moov.endsAt);
  if (inside.some(({ type }) => type === 'mvex')) throw new Refused('video_fragmented');
  const { timescale, duration } = await clockOf(reader, await findBox(reader, moov, 'mvhd'));
  const { tracks, isEdited } = await tracksIn(reader, inside);
  const pictures = tracks.flatMap((track) => (track.kind === 'pictures' ? [track.pictures] : []))[0];
  const audio = tracks.flatMap((track) => (track.kind === 'sound' ? [track.audio] : []))[0];
  if (!pictures) throw new Refused('video_without_pictures');
  const { width, height, codec, framesPerSecond } = pictures;
  if (!codecs.includes(codec)) throw new Refused('video_codec_unsupported');
  if (width === 0 || height === 0) throw new Refused('media_malformed');
  const durationMs = Math.round((duration / timescale) * 1000);
  if (durationMs === 0) throw new Refused('video_without_duration');
  const video = { durationMs, codec, framesPerSecond, isIndexFirst, hasEdits: isEdited, ...(audio ? { audio } : {}) };
  return { width, height, video };
}

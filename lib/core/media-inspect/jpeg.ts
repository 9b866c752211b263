/** JPEG, marker by marker to its end (ITU-T T.81 annex B): dimensions from the frame header, nothing behind the end but what is declared. */
import { asciiOf, type ByteReader } from './byte-reader.ts';
import { type FileFacts, Refused } from './verdict.ts';

const [startOfImage, endOfImage, startOfScan, app2] = [0xd8, 0xd9, 0xda, 0xe2];
/** Baseline, extended and progressive Huffman coding: what browsers show. */
const readableFrames = [0xc0, 0xc1, 0xc2];
/** Lossless, hierarchical and arithmetic coding. */
const otherFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xde, 0xdf];
const maxSegments = 20_000;
/** A camera may declare further pictures behind the first (CIPA DC-007, "MPF"): previews and brightness maps. */
const maxPictures = 8;

type Frame = { width: number; height: number };
type Picture = { frame: Frame; endsAt: number; declaresMore: boolean };

/** The marker at `offset`, after any fill bytes. */
async function markerAt(reader: ByteReader, offset: number): Promise<{ marker: number; at: number }> {
  let at = offset;
  if ((await reader.bytes(at, 2)).getUint8(0) !== 0xff) throw new Refused('media_malformed');
  for (;;) {
    const marker = (await reader.bytes(at + 1, 1)).getUint8(0);
    if (marker !== 0xff) return { marker, at: at + 2 };
    at += 1;
  }
}

async function readFrame(reader: ByteReader, at: number, length: number): Promise<Frame> {
  if (length < 11) throw new Refused('media_malformed');
  const header = await reader.bytes(at, 8);
  const components = header.getUint8(7);
  const [precision, height, width] = [header.getUint8(2), header.getUint16(3), header.getUint16(5)];
  // Height 0 would be told later, by a marker that hardly any decoder knows.
  if (precision !== 8 || width === 0 || height === 0 || ![1, 3, 4].includes(components)) throw new Refused('media_malformed');
  if (length !== 8 + 3 * components) throw new Refused('media_malformed');
  return { width, height };
}

/** Where the coded data that begins at `offset` ends: the next marker that is neither a stuffed byte nor a restart. */
async function endOfScan(reader: ByteReader, offset: number): Promise<number> {
  let at = offset;
  for (;;) {
    const window = await reader.window(at);
    if (window.length === 0) throw new Refused('media_truncated');
    const found = window.indexOf(0xff);
    if (found < 0) {
      at += window.length;
      continue;
    }
    const next = (await reader.bytes(at + found, 2)).getUint8(1);
    const isCoded = next === 0x00 || (next >= 0xd0 && next <= 0xd7);
    if (!isCoded && next !== 0xff) return at + found;
    at += found + (isCoded ? 2 : 1);
  }
}

const isPictureIndex = async (reader: ByteReader, at: number, length: number): Promise<boolean> =>
  length >= 6 && asciiOf(await reader.bytes(at + 2, 4), 0, 4) === 'MPF\0';

async function readPicture(reader: ByteReader, start: number): Promise<Picture> {
  let frame: Frame | undefined;
  let [hasScan, declaresMore] = [false, false];
  const first = await markerAt(reader, start);
  if (first.marker !== startOfImage) throw new Refused('media_malformed');
  let at = first.at;
  for (let count = 0; count < maxSegments; count += 1) {
    const { marker, at: body } = await markerAt(reader, at);
    if (marker === endOfImage) {
      if (!frame || !hasScan) throw new Refused('media_malformed');
      return { frame, endsAt: body, declaresMore };
    }
    if (otherFrames.includes(marker)) throw new Refused('image_coding_unsupported');
    // Markers without a length stand inside coded data only; below C0 nothing is in use.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) throw new Refused('media_malformed');
    const length = (await reader.bytes(body, 2)).getUint16(0);
    if (length < 2) throw new Refused('media_malformed');
    if (readableFrames.includes(marker)) {
      if (frame) throw new Refused('media_malformed');
      frame = await readFrame(reader, body, length);
    }
    if (marker === app2 && (await isPictureIndex(reader, body, length))) declaresMore = true;
    at = body + length;
    if (marker === startOfScan) {
      if (!frame) throw new Refused('media_malformed');
      hasScan = true;
      at = await endOfScan(reader, at);
    }
  }
  throw new Refused('media_too_complex');
}

async function afterZeros(reader: ByteReader, offset: number): Promise<number> {
  let at = offset;
  for (;;) {
    const window = await reader.window(at);
    const found = window.findIndex((byte) => byte !== 0);
    if (found >= 0) return at + found;
    if (window.length === 0) return at;
    at += window.length;
  }
}

/** @throws {Refused} unless the whole file is one picture, with further ones only where the first declares them. */
export async function readJpeg(reader: ByteReader): Promise<FileFacts> {
  const main = await readPicture(reader, 0);
  let end = await afterZeros(reader, main.endsAt);
  for (let more = 1; end < reader.sizeBytes; more += 1) {
    const lead = reader.sizeBytes - end < 2 ? 0 : (await reader.bytes(end, 2)).getUint16(0);
    if (!main.declaresMore || more > maxPictures || lead !== 0xffd8) throw new Refused('media_trailing_data');
    end = await afterZeros(reader, (await readPicture(reader, end)).endsAt);
  }
  return main.frame;
}

/** The boxes of MP4 and MOV files (ISO/IEC 14496-12 section 4), walked by their headers: contents are read only where somebody asks. */
import { asciiOf, type ByteReader } from './byte-reader.ts';
import { Refused } from './verdict.ts';

/** `at` is where the contents begin, `endsAt` where the box ends. */
export type Box = { type: string; at: number; endsAt: number };

const maxBoxes = 2_000;

/** Box names are printable; Apple's begin with © at times. */
const isName = (type: string): boolean => /^[\x20-\x7e\xa9][\x20-\x7e]{3}$/.test(type);

async function boxAt(reader: ByteReader, offset: number, end: number): Promise<Box> {
  const isTop = end === reader.sizeBytes;
  const outside = new Refused(isTop ? 'media_truncated' : 'media_malformed');
  if (offset + 8 > end) throw new Refused(isTop ? 'media_trailing_data' : 'media_malformed');
  const head = await reader.bytes(offset, 8);
  const [short, type] = [head.getUint32(0), asciiOf(head, 4, 4)];
  if (!isName(type)) throw new Refused(isTop ? 'media_trailing_data' : 'media_malformed');
  if (short === 1 && offset + 16 > end) throw outside;
  // 0 means up to the end of the file, 1 that the size stands behind the name.
  const size = short === 0 ? end - offset : short === 1 ? Number((await reader.bytes(offset + 8, 8)).getBigUint64(0)) : short;
  const header = short === 1 ? 16 : 8;
  if (size < header || (short === 0 && !isTop)) throw new Refused('media_malformed');
  if (offset + size > end) throw outside;
  return { type, at: offset + header, endsAt: offset + size };
}

/** All boxes from `start` on, which must fill the space up to `end` exactly. @throws {Refused} */
export async function boxesIn(reader: ByteReader, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = start; at < end; ) {
    // QuickTime ends some lists with four zero bytes.
    if (end - at === 4 && end !== reader.sizeBytes && (await reader.bytes(at, 4)).getUint32(0) === 0) break;
    const box = await boxAt(reader, at, end);
    boxes.push(box);
    if (boxes.length > maxBoxes) throw new Refused('media_too_complex');
    at = box.endsAt;
  }
  return boxes;
}

/** The first box at the end of a path such as `mdia`, `mdhd`. */
export async function findBox(reader: ByteReader, { at, endsAt }: Box, ...path: string[]): Promise<Box | undefined> {
  const [first, ...rest] = path;
  const found = (await boxesIn(reader, at, endsAt)).find(({ type }) => type === first);
  return found && rest.length > 0 ? findBox(reader, found, ...rest) : found;
}

/** The first `length` bytes of a box's contents. @throws {Refused} `media_malformed` when it has less. */
export async function contentsOf(reader: ByteReader, box: Box | undefined, length: number): Promise<DataView> {
  if (!box || box.endsAt - box.at < length) throw new Refused('media_malformed');
  return reader.bytes(box.at, length);
}

/** Timescale and duration of `mvhd` and `mdhd`, whose fields are wider in version 1. */
export async function clockOf(reader: ByteReader, box: Box | undefined): Promise<{ timescale: number; duration: number }> {
  const isLong = (await contentsOf(reader, box, 20)).getUint8(0) === 1;
  const view = await contentsOf(reader, box, isLong ? 32 : 20);
  const timescale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  if (timescale === 0) throw new Refused('media_malformed');
  // All ones means that nobody knows.
  return { timescale, duration: duration === 0xffffffff ? 0 : duration };
}

/** PNG, chunk by chunk to its end (ISO/IEC 15948): dimensions from IHDR, image data that could fill them, nothing behind IEND. */
import { asciiOf, type ByteReader } from './byte-reader.ts';
import { type FileFacts, Refused } from './verdict.ts';

const signatureBytes = 8;
const maxChunks = 20_000;
/** Deflate makes nothing smaller than this. */
const maxCompression = 1032;
/** Samples per pixel by colour type, and the bit depths each allows. */
const colours = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);

type Header = { width: number; height: number; bitsPerPixel: number };
type Chunk = { type: string; at: number; length: number; endsAt: number };

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crcOf(view: DataView): number {
  let crc = 0xffffffff;
  for (let i = 0; i < view.byteLength; i += 1) crc = (crcTable[(crc ^ view.getUint8(i)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

async function chunkAt(reader: ByteReader, at: number): Promise<Chunk> {
  const head = await reader.bytes(at, 8);
  const [length, type] = [head.getUint32(0), asciiOf(head, 4, 4)];
  if (!/^[A-Za-z]{4}$/.test(type)) throw new Refused('media_malformed');
  const endsAt = at + 12 + length;
  if (endsAt > reader.sizeBytes) throw new Refused('media_truncated');
  return { type, at: at + 8, length, endsAt };
}

async function readHeader(reader: ByteReader, { type, at, length }: Chunk): Promise<Header> {
  if (type !== 'IHDR' || length !== 13) throw new Refused('media_malformed');
  const body = await reader.bytes(at, 17);
  const covered = await reader.bytes(at - 4, 17);
  if (crcOf(covered) !== body.getUint32(13)) throw new Refused('media_malformed');
  const [width, height, depth] = [body.getUint32(0), body.getUint32(4), body.getUint8(8)];
  const colour = colours.get(body.getUint8(9));
  const isKnown = body.getUint8(10) === 0 && body.getUint8(11) === 0 && body.getUint8(12) <= 1;
  if (!colour?.depths.includes(depth) || !isKnown || width === 0 || height === 0) throw new Refused('media_malformed');
  return { width, height, bitsPerPixel: colour.samples * depth };
}

/** Image data that could not be unpacked to this many pixels, however well it was packed, breaks off. */
function requireEnoughData({ width, height, bitsPerPixel }: Header, dataBytes: number): void {
  if (dataBytes * maxCompression < Math.ceil((width * bitsPerPixel) / 8) * height) throw new Refused('media_truncated');
}

/** @throws {Refused} unless the whole file is one picture. */
export async function readPng(reader: ByteReader): Promise<FileFacts> {
  const first = await chunkAt(reader, signatureBytes);
  const header = await readHeader(reader, first);
  let [at, dataBytes, isPastData] = [first.endsAt, 0, false];
  for (let count = 1; count < maxChunks; count += 1) {
    const chunk = await chunkAt(reader, at);
    at = chunk.endsAt;
    if (chunk.type === 'IEND') {
      if (chunk.length !== 0) throw new Refused('media_malformed');
      if (at < reader.sizeBytes) throw new Refused('media_trailing_data');
      requireEnoughData(header, dataBytes);
      return { width: header.width, height: header.height };
    }
    // Data stands in one row of chunks; a second IHDR or an unknown critical chunk is no picture for anybody.
    if (chunk.type === 'IDAT') {
      if (isPastData) throw new Refused('media_malformed');
      dataBytes += chunk.length;
    } else if (dataBytes > 0) isPastData = true;
    if (/^[A-Z]/.test(chunk.type) && !['IDAT', 'PLTE'].includes(chunk.type)) throw new Refused('media_malformed');
  }
  throw new Refused('media_too_complex');
}

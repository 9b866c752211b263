/** The one question about a file's bytes: are they, from first to last, what their type says? Pure; reads through the given source. */
import { opensAsArchive } from './archive.ts';
import { asciiOf, type ByteReader, type ByteSource, byteReader } from './byte-reader.ts';
import { readJpeg } from './jpeg.ts';
import { readPng } from './png.ts';
import { type FileFacts, Refused, type Verdict } from './verdict.ts';
import { readVideo } from './video.ts';

type Type = 'image/jpeg' | 'image/png' | 'video/mp4' | 'video/quicktime';

/** Brands of MP4 files that hold ordinary video; a HEIC or AVIF image begins with the same box and another brand. */
const mp4Brand = /^(?:isom|iso[2-9a-c]|mp4[12]|avc1|hvc1|M4V |M4VH|M4VP|MSNV|dash|XAVC|f4v |3gp[4-9])$/;
const pngSignature = '\x89PNG\r\n\x1a\n';
const minFileBytes = 16;
const maxPixels = 100_000_000;

/** The type that the first bytes say; the index of a video may come much later. */
async function typeOf(reader: ByteReader): Promise<Type | undefined> {
  if (reader.sizeBytes < minFileBytes) return undefined;
  const start = await reader.bytes(0, minFileBytes);
  if (start.getUint16(0) === 0xffd8 && start.getUint8(2) === 0xff) return 'image/jpeg';
  if (asciiOf(start, 0, 8) === pngSignature) return 'image/png';
  if (asciiOf(start, 4, 4) !== 'ftyp') return undefined;
  const brand = asciiOf(start, 8, 4);
  if (brand === 'qt  ') return 'video/quicktime';
  return mp4Brand.test(brand) ? 'video/mp4' : undefined;
}

const readers = { 'image/jpeg': readJpeg, 'image/png': readPng, 'video/mp4': readVideo, 'video/quicktime': readVideo } satisfies Record<
  Type,
  (reader: ByteReader) => Promise<FileFacts>
>;
/** An image is read through, a video is sampled: its pictures are never read. */
const limitsOf = (type: Type) =>
  type.startsWith('image/') ? { windowBytes: 256 * 1024, maxReads: 64 } : { windowBytes: 64 * 1024, maxReads: 256 };

/** Never throws because of the bytes; what the source throws passes through. */
export async function inspectFile(source: ByteSource, contentType: Type): Promise<Verdict> {
  const reader = byteReader(source, limitsOf(contentType));
  try {
    if ((await typeOf(reader)) !== contentType) throw new Refused('media_type_mismatch');
    const facts = await readers[contentType](reader);
    if (facts.width * facts.height > maxPixels) throw new Refused('image_too_many_pixels');
    if (await opensAsArchive(reader)) throw new Refused('media_hides_archive');
    return { kind: 'fit', facts };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', code: error.code };
    throw error;
  }
}

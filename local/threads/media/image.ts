/** JPEG and PNG by their first bytes: which one it is, how large, and whether it is whole. */

export type ImageFacts = { type: 'image/jpeg' | 'image/png'; width: number; height: number };

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const jpegEnd = Buffer.from([0xff, 0xd9]);
// Start of frame, all coding kinds; C4, C8 and CC are other markers.
const isFrameMarker = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const hasLength = (marker: number) => marker !== 0x01 && (marker < 0xd0 || marker > 0xd9);

function readPng(bytes: Buffer): ImageFacts | undefined {
  const isWhole = bytes.length > 45 && bytes.toString('latin1', 12, 16) === 'IHDR' && bytes.includes('IEND', 33, 'latin1');
  return isWhole ? { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

/** Walks from marker to marker up to the frame header, which holds the size. */
function readJpeg(bytes: Buffer): ImageFacts | undefined {
  if (!bytes.includes(jpegEnd, 4)) return undefined;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (isFrameMarker(marker)) return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    if (marker === 0xff) at += 1;
    else at += hasLength(marker) ? 2 + bytes.readUInt16BE(at + 2) : 2;
  }
  return undefined;
}

/** `undefined` for anything else, and for a file that breaks off. */
export function readImage(bytes: Buffer): ImageFacts | undefined {
  const isPng = bytes.subarray(0, 8).equals(pngStart);
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const facts = isPng ? readPng(bytes) : isJpeg ? readJpeg(bytes) : undefined;
  return facts && facts.width > 0 && facts.height > 0 ? facts : undefined;
}

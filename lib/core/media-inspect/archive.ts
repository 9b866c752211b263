/** Whether a file is an archive as well: ZIP readers begin at the end and take what stands before for junk (APPNOTE.TXT 4.3.16). */
import type { ByteReader } from './byte-reader.ts';

/** How the directory's last record begins in an archive of one piece: signature, then twice number 0 for the disk. */
const mark = [0x50, 0x4b, 0x05, 0x06, 0, 0, 0, 0];
/** The record has 22 bytes, its comment up to 65,535 behind them; nobody searches further. */
const searchedBytes = 22 + 65_535;
const pieceBytes = 32 * 1024;

function holdsMark({ buffer, byteOffset, byteLength }: DataView): boolean {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (let at = bytes.indexOf(0x50); at >= 0; at = bytes.indexOf(0x50, at + 1)) {
    if (mark.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

/** Wherever the record hides: in a comment, an unknown box, the coded data. Reads the last 64 KB. */
export async function opensAsArchive(reader: ByteReader): Promise<boolean> {
  const { sizeBytes } = reader;
  // Pieces overlap, so that no mark falls between two of them.
  for (let at = Math.max(0, sizeBytes - searchedBytes); at < sizeBytes; at += pieceBytes - mark.length) {
    if (holdsMark(await reader.bytes(at, Math.min(pieceBytes, sizeBytes - at)))) return true;
  }
  return false;
}

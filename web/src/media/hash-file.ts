/** The SHA-256 of a file, which its upload announces: in one go where it fits into memory, else piece by piece. */
import { sha256 } from './sha256.ts';

/** Up to here WebCrypto reads it at once, many times faster than we could. */
const wholeBytes = 64 * 1024 ** 2;
/** Small enough that typing stays smooth in between. */
const pieceBytes = 1024 ** 2;

export type Watch = { onShare: (share: number) => void; signal: AbortSignal };

const hexOf = (digest: ArrayBuffer): string => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @throws {DOMException} when it cannot be read (any more), or the signal said stop. */
export async function hashFile(file: Blob, { onShare, signal }: Watch, wholeUpTo = wholeBytes): Promise<string> {
  if (file.size <= wholeUpTo) return hexOf(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const hash = sha256();
  for (let from = 0; from < file.size; from += pieceBytes) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(from, from + pieceBytes).arrayBuffer()));
    onShare(Math.min(1, (from + pieceBytes) / file.size));
  }
  return hash.hex();
}

/** Finds any twelve bytes in a row of any secret, forwards or backwards, in any encoding (T9.1). */
import { bytesOf, type Known, viewsOf } from './decode.ts';

/** So many bytes in a row are a hit. */
export const pieceBytes = 12;
/** Shorter ones are no secrets, and their pieces would be found by chance. */
const leastBytes = 20;

export type Found<Secret> = { secret: Secret; how: readonly string[]; before: string };

/** One byte per character, of a text (as UTF-8) or of bytes. */
export const byteString = (value: string | Uint8Array): string =>
  typeof value === 'string' ? bytesOf(value) : Buffer.from(value).toString('latin1');

const base = 0x01000193;
const leaving = Array.from({ length: pieceBytes - 1 }).reduce<number>((power) => Math.imul(power, base), 1);
const slots = 1 << 20;
const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (slots - 1);

/** Calls `see` with the hash of every piece and where it begins; the hash of one piece follows from that of the piece before. */
function roll(text: string, see: (hash: number, at: number) => void): void {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (i >= pieceBytes) hash = (hash - Math.imul(text.charCodeAt(i - pieceBytes), leaving)) | 0;
    hash = (Math.imul(hash, base) + text.charCodeAt(i)) | 0;
    if (i >= pieceBytes - 1) see(hash, i - pieceBytes + 1);
  }
}

/** The pieces of all secrets, so arranged that a text is gone through once, however many there are. */
export class Search<Secret> {
  readonly #pieces = new Map<string, Secret>();
  readonly #seen = new Uint8Array(slots);
  readonly #known: Known = new Map();

  /** A string counts as its UTF-8 bytes. @throws {Error} for one that is too short to be told from chance. */
  add(secret: Secret, value: string | Uint8Array): void {
    const bytes = byteString(value);
    if (bytes.length < leastBytes) throw new Error(`a secret of ${bytes.length} bytes cannot be searched for`);
    for (const text of [bytes, [...bytes].reverse().join('')]) {
      roll(text, (hash, at) => {
        this.#seen[slotOf(hash)] = 1;
        this.#pieces.set(text.slice(at, at + pieceBytes), secret);
      });
    }
  }

  /** One finding for each secret and way in which it is hidden. */
  in(text: string | Uint8Array): Found<Secret>[] {
    return this.inBytes(byteString(text));
  }

  inBytes(bytes: string): Found<Secret>[] {
    const found: Found<Secret>[] = [];
    for (const view of viewsOf(bytes, this.#known)) found.push(...this.#inView(view.text, view.how));
    return found;
  }

  #inView(text: string, how: readonly string[]): Found<Secret>[] {
    const found = new Map<Secret, Found<Secret>>();
    roll(text, (hash, at) => {
      if (this.#seen[slotOf(hash)] === 0) return;
      const secret = this.#pieces.get(text.slice(at, at + pieceBytes));
      if (secret === undefined || found.has(secret)) return;
      found.set(secret, { secret, how, before: text.slice(Math.max(0, at - 40), at) });
    });
    return [...found.values()];
  }
}

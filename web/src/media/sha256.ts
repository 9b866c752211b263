/** SHA-256 in pieces, for files too large to be held in memory: WebCrypto digests only what is there as a whole. FIPS 180-4. */

const blockBytes = 64;

/** The first 32 bits behind the point of the roots of the first primes, as the standard wants them. */
function rootBits(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}
const roundConstants = rootBits(64, Math.cbrt);

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** Fills `words` with the schedule of the block that begins at `from`. */
function schedule(words: Uint32Array, block: DataView, from: number): void {
  for (let t = 0; t < 16; t += 1) words[t] = block.getUint32(from + t * 4);
  for (let t = 16; t < 64; t += 1) {
    const [before, last] = [words[t - 15] ?? 0, words[t - 2] ?? 0];
    const s0 = rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3);
    const s1 = rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10);
    words[t] = (words[t - 16] ?? 0) + s0 + (words[t - 7] ?? 0) + s1;
  }
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + (words[t] ?? 0)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] ?? 0) + value;
  });
}

export type Sha256 = { update: (bytes: Uint8Array) => void; hex: () => string };

/** `update` as often as you like, then `hex` once. */
export function sha256(): Sha256 {
  const state = rootBits(8, Math.sqrt);
  const words = new Uint32Array(64);
  const rest = new Uint8Array(blockBytes);
  let restBytes = 0;
  let totalBytes = 0;

  const digest = (bytes: Uint8Array, from: number): void => {
    schedule(words, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), from);
    compress(state, words);
  };
  const update = (bytes: Uint8Array): void => {
    totalBytes += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      if (restBytes === 0 && bytes.length - at >= blockBytes) {
        digest(bytes, at);
        at += blockBytes;
        continue;
      }
      const piece = bytes.subarray(at, at + blockBytes - restBytes);
      rest.set(piece, restBytes);
      restBytes += piece.length;
      at += piece.length;
      if (restBytes === blockBytes) {
        digest(rest, 0);
        restBytes = 0;
      }
    }
  };
  const hex = (): string => {
    const padding = new Uint8Array(blockBytes - ((totalBytes + 8) % blockBytes) + 8);
    padding[0] = 0x80;
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(totalBytes) * 8n);
    update(padding);
    return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
  };
  return { update, hex };
}

import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashFile } from '../../web/src/media/hash-file.ts';
import { sha256 } from '../../web/src/media/sha256.ts';

const expected = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const watch = () => ({ onShare: () => undefined, signal: new AbortController().signal });

describe(sha256, () => {
  it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000])('is right at the edges of blocks: %i bytes', (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 256);
    const hash = sha256();
    hash.update(bytes);

    expect(hash.hex()).toBe(expected(bytes));
  });

  it('does not depend on how the bytes are cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
        const hash = sha256();
        for (const piece of pieces) hash.update(piece);

        expect(hash.hex()).toBe(expected(Buffer.concat(pieces)));
      }),
    );
  });
});

describe(hashFile, () => {
  const bytes = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31) % 251);
  const file = new Blob([bytes]);

  it('gives the same at once and piece by piece', async () => {
    expect(await hashFile(file, watch())).toBe(expected(bytes));
    expect(await hashFile(file, watch(), 0)).toBe(expected(bytes));
  });

  it('tells how far it is, and stops when told to', async () => {
    const shares: number[] = [];
    const stop = new AbortController();

    const onShare = (share: number) => {
      shares.push(share);
      stop.abort();
    };
    const hash = hashFile(file, { onShare, signal: stop.signal }, 0);

    await expect(hash).rejects.toThrow(/abort/i);
    expect(shares).toEqual([1024 ** 2 / bytes.length]);
  });
});

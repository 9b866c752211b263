/** T3.1, T3.3, T3.4: the seal of one secret under a data key. */
import { createCipheriv, hkdfSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, SealBroken, seal } from '../../../lib/aws/envelope.ts';
import { seededBytes } from '../../support/builders.ts';

const random = seededBytes(31);
const context = {
  purpose: 'token',
  connection: 'con_1',
  user: 'usr_1',
  provider: 'threads',
  remote_hash: 'r',
  key_version: '1',
  epoch: '1',
};
const token = Buffer.from('THAAV-a-long-lived-access-token-of-some-length-0123456789');
const dataKey = random(32);
const sealed = seal(token, dataKey, context, random);

/** How opening ended: the plaintext, or the kind of error. */
function outcome(bytes: Uint8Array, key = dataKey, bound: Record<string, string> = context): string {
  try {
    return open(bytes, key, bound).toString();
  } catch (error) {
    return error instanceof SealBroken ? `SealBroken: ${error.message}` : `another error: ${String(error)}`;
  }
}
const broken = 'SealBroken: the seal does not hold';

describe('seal and open', () => {
  it('gives back what was sealed, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (plaintext) => {
        expect(open(seal(plaintext, dataKey, context, random), dataKey, context)).toEqual(Buffer.from(plaintext));
      }),
      { numRuns: 200, seed: 31 },
    );
  });

  it('does not mind the order in which the context is written', () => {
    const reordered = Object.fromEntries(Object.entries(context).reverse());

    expect(outcome(sealed, dataKey, reordered)).toBe(token.toString());
  });

  it('shows nothing of the plaintext', () => {
    expect(sealed.includes(token.subarray(0, 8))).toBe(false);
    expect(sealed).toHaveLength(1 + 32 + 32 + 16 + token.length);
  });

  it(`T3.1 refuses every bit flip (${(81 + token.length) * 8}), with one error`, () => {
    const outcomes = new Set<string>();
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      outcomes.add(outcome(flipped));
    }

    expect([...outcomes]).toEqual([broken]);
  });

  it('T3.1 refuses every truncation, from either end, with one error', () => {
    const outcomes = new Set<string>();
    for (let length = 0; length < sealed.length; length += 1) {
      outcomes.add(outcome(sealed.subarray(0, length)));
      outcomes.add(outcome(sealed.subarray(sealed.length - length)));
    }

    expect([...outcomes]).toEqual([broken]);
  });

  it('T3.1 refuses every extension by 1 to 64 bytes, in front and behind, with one error', () => {
    const outcomes = new Set<string>();
    for (let length = 1; length <= 64; length += 1) {
      for (const extra of [Buffer.alloc(length), Buffer.from(random(length)), sealed.subarray(0, length)]) {
        outcomes.add(outcome(Buffer.concat([sealed, extra])));
        outcomes.add(outcome(Buffer.concat([extra, sealed])));
      }
    }

    expect([...outcomes]).toEqual([broken]);
  });

  it('T3.1 refuses every exchange of one field with that of another seal under the same key', () => {
    const other = seal(token, dataKey, context, random);
    const fields: [number, number][] = [
      [1, 33],
      [33, 65],
      [65, 81],
      [81, sealed.length],
    ];

    const outcomes = fields.map(([from, to]) =>
      outcome(Buffer.concat([sealed.subarray(0, from), other.subarray(from, to), sealed.subarray(to)])),
    );

    expect(outcomes).toEqual(Array(4).fill(broken));
  });

  it('T3.2 refuses any changed, missing or added value of the context, and values that moved between names', () => {
    const changed: Record<string, string>[] = [
      ...Object.keys(context).flatMap((name) => [
        { ...context, [name]: `${context[name as keyof typeof context]}x` },
        { ...context, [name]: '' },
        Object.fromEntries(Object.entries(context).filter(([present]) => present !== name)),
      ]),
      { ...context, extra: '' },
      { ...context, connection: 'usr_1', user: 'con_1' },
      { ...context, connection: 'con_1","user":"usr_1' },
      {},
    ];

    expect(new Set(changed.map((bound) => outcome(sealed, dataKey, bound)))).toEqual(new Set([broken]));
  });

  it('T3.3 20,000 seals repeat no salt and so no key', { timeout: 20_000 }, () => {
    const salts = new Set<string>();
    for (let i = 0; i < 20_000; i += 1) salts.add(seal(token, dataKey, context, random).toString('latin1', 1, 33));

    expect(salts.size).toBe(20_000);
  });

  it('T3.3 asks for 32 fresh random bytes for each seal', () => {
    const asked: number[] = [];
    const counting = (count: number) => {
      asked.push(count);
      return random(count);
    };

    seal(token, dataKey, context, counting);
    seal(token, dataKey, context, counting);

    expect(asked).toEqual([32, 32]);
  });

  it('T3.4 refuses a ciphertext under any other of 100 keys, and one whose commitment was taken from that key (100/100)', () => {
    const outcomes = new Set<string>();
    for (let i = 0; i < 100; i += 1) {
      const otherKey = random(32);
      const otherCommitment = Buffer.from(hkdfSync('sha256', otherKey, sealed.subarray(1, 33), 'postora/token/v1', 64)).subarray(32);
      outcomes.add(outcome(sealed, otherKey));
      // What a key-committing attack needs: a header that names the second key over a ciphertext of the first.
      outcomes.add(outcome(Buffer.concat([sealed.subarray(0, 33), otherCommitment, sealed.subarray(65)]), otherKey));
      outcomes.add(outcome(Buffer.concat([sealed.subarray(0, 33), otherCommitment, sealed.subarray(65)])));
    }

    expect([...outcomes]).toEqual([broken]);
  });

  it('T3.4 one salt gives two keys two commitments, so no ciphertext can fit both', () => {
    const salt = random(32);
    const commitments = Array.from({ length: 100 }, () =>
      Buffer.from(hkdfSync('sha256', random(32), salt, 'postora/token/v1', 64)).toString('hex', 32),
    );

    expect(new Set(commitments).size).toBe(100);
  });

  it('refuses a short authentication tag, even a right one', () => {
    const cipher = createCipheriv('aes-256-gcm', random(32), Buffer.alloc(12), { authTagLength: 4 });
    const short = Buffer.concat([sealed.subarray(0, 65), cipher.update(token), cipher.final(), cipher.getAuthTag()]);

    expect(outcome(short)).toBe(broken);
  });
});

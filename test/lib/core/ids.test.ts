/** Ids and one-time secrets. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type IdPrefix, idSchema, newId, ulid } from '../../../lib/core/ids.ts';
import { hashSecret, newSecret } from '../../../lib/core/secret.ts';
import { anId, seededBytes, startAt } from '../../support/builders.ts';

const prefixes: IdPrefix[] = ['usr', 'con', 'post', 'apr', 'pub', 'evt', 'ses', 'req'];
const accepts = (prefix: IdPrefix, value: unknown): boolean => z.safeParse(idSchema(prefix), value).success;

describe('ulid', () => {
  it('is the one of the specification for its time', () => {
    expect(ulid(new Date(1_469_918_176_385), new Uint8Array(16)).slice(0, 10)).toBe('01ARYZ6S41');
    expect(ulid(new Date(0), new Uint8Array(16))).toBe('0'.repeat(26));
  });

  it('sorts by time', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('2199-01-01'), noInvalidDate: true });
    const random = seededBytes(5);

    fc.assert(
      fc.property(instants, instants, (a, b) => {
        fc.pre(a.getTime() !== b.getTime());
        expect(ulid(a, random(16)) < ulid(b, random(16))).toBe(a < b);
      }),
      { numRuns: 500, seed: 67 },
    );
  });

  it('uses all 80 random bits: 20,000 of one instant are different, in every place', () => {
    const random = seededBytes(6);

    const ids = Array.from({ length: 20_000 }, () => ulid(startAt, random(16)));

    expect(new Set(ids).size).toBe(ids.length);
    for (let place = 10; place < 26; place += 1) expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  });
});

describe('newId and idSchema', () => {
  it.each(prefixes)('what newId makes for %s, the schema accepts, and no other schema does', (prefix) => {
    const id = newId(prefix, { now: () => startAt, randomBytes: seededBytes(1) });

    expect(prefixes.filter((other) => accepts(other, id))).toEqual([prefix]);
  });

  it.each([
    '',
    'post_',
    'post_01aryz6s41tsv4rrffq69g5fav',
    anId('post').slice(0, -1),
    `${anId('post')}0`,
    `${anId('post')}\n`,
    ` ${anId('post')}`,
    `post_${'I'.repeat(26)}`,
    `post_${'U'.repeat(26)}`,
    `${anId('post')}#con`,
    7,
    null,
  ])('refuses %j', (value) => {
    expect(accepts('post', value)).toBe(false);
  });
});

describe('newSecret', () => {
  it('T1.2 is 256 random bits as 43 characters, stored as its SHA-256', () => {
    const secret = newSecret(() => new Uint8Array(32).fill(255));

    expect(secret).toBe(`${'_'.repeat(42)}8`);
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

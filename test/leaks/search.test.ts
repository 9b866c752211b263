/** The search itself: what it must find, hidden in every way that it knows, and what it must not find. */
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieceBytes, Search } from './search.ts';

const secret = 'THAAVq7-Zk_93mXw2LrT8cPvNe4YdHsB';
const text = 'Zwölf <Brücken> & "Türme" im Regen 🌧️ für Ada';
const bytes = Buffer.from('9f3c11aa7be0452d8890fe17c3b65a04d1e2f39b', 'hex');

const searchFor = (value: string | Uint8Array): Search<string> => {
  const search = new Search<string>();
  search.add('it', value);
  return search;
};
const quotedPrintable = (value: string): string =>
  [...Buffer.from(value)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .map((one, i) => (i % 20 === 19 ? `${one}=\r\n` : one))
    .join('');
const entity = (value: string): string => [...value].map((one) => `&#${one.codePointAt(0)};`).join('');
const units = (value: string): string =>
  Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

const ways: readonly [string, (value: string) => string | Uint8Array][] = [
  ['as it is', (value) => `x${value}y`],
  ['as any twelve characters of it', (value) => `x${value.slice(-pieceBytes)}y`],
  ...[0, 1, 2].map((shift): [string, (value: string) => string] => [
    `in base64, ${shift} bytes after a boundary`,
    (value) => base64(`${'p'.repeat(shift)}${value}q`),
  ]),
  ['in base64url', (value) => Buffer.from(`??>>${value}??>>`).toString('base64url')],
  ['in base64 with line breaks', (value) => base64(value.repeat(3)).replace(/.{20}/g, '$&\r\n')],
  ['in lower-case hex', (value) => Buffer.from(value).toString('hex')],
  ['in upper-case hex behind a stray digit', (value) => `A${Buffer.from(value).toString('hex').toUpperCase()}`],
  ['as Node shows a buffer', (value) => `<Buffer ${Buffer.from(value).toString('hex').replace(/../g, '$& ')}>`],
  ['percent-encoded', (value) => `?q=${encodeURIComponent(value)}`],
  ['percent-encoded throughout', (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  ['as a form', (value) => new URLSearchParams({ value }).toString()],
  ['escaped as JSON', (value) => JSON.stringify({ value })],
  ['escaped as JSON within JSON', (value) => JSON.stringify({ log: JSON.stringify({ value: `a\n${value}` }) })],
  ['escaped by code units', units],
  ['escaped as HTML', (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
  ['escaped as HTML by numbers', entity],
  ['quoted-printable', quotedPrintable],
  ['as numbers in JSON', (value) => JSON.stringify([...Buffer.from(value)])],
  ['as bytes in JSON', (value) => JSON.stringify(new Uint8Array(Buffer.from(value)))],
  ['gzipped', (value) => gzipSync(`before ${value} after`)],
  ['deflated', (value) => deflateSync(`before ${value} after`)],
  ['gzipped, in base64', (value) => `{"blob":"${base64(gzipSync(`{"a":"${value}"}`))}"}`],
  ['deflated raw, in base64', (value) => base64(deflateRawSync(`before ${value} after`))],
  ['cut off in the middle of a gzip', (value) => gzipSync(`${value}${'filler '.repeat(9_000)}${Math.PI}`).subarray(0, 150)],
  ['backwards', (value) => Buffer.from(Buffer.from(value).reverse())],
  ['backwards, in base64', (value) => base64(Buffer.from(Buffer.from(value).reverse()))],
  ['in base64 of base64 of JSON', (value) => base64(base64(JSON.stringify({ value })))],
];

describe('Search', () => {
  it.each(ways)('T9.1 finds a token %s', (_, hide) => {
    expect(
      searchFor(secret)
        .in(hide(secret))
        .map((found) => found.secret),
    ).toContain('it');
  });

  it.each(ways)('T9.1 finds a text with letters of two and four bytes %s', (_, hide) => {
    expect(
      searchFor(text)
        .in(hide(text))
        .map((found) => found.secret),
    ).toContain('it');
  });

  it.each<[string, (value: Buffer) => string | Uint8Array]>([
    ['as they are', (value) => value],
    ['in base64', (value) => value.toString('base64')],
    ['in hex', (value) => value.toString('hex')],
    ['as JSON makes of a Uint8Array', (value) => JSON.stringify({ key: new Uint8Array(value) })],
    ['as JSON makes of a Buffer', (value) => JSON.stringify({ key: value })],
  ])('T9.1 finds bytes %s', (_, hide) => {
    expect(searchFor(bytes).in(hide(bytes))).not.toEqual([]);
  });

  it('T9.1 finds any piece in any of the encodings, wherever it lies', () => {
    const search = searchFor(secret);
    fc.assert(
      fc.property(fc.nat(secret.length - pieceBytes), fc.constantFrom(...ways), fc.string(), (from, [, hide], around) => {
        const hidden = hide(secret.slice(from, from + pieceBytes));
        return search.in(typeof hidden === 'string' ? `${around} ${hidden} ${around}` : hidden).length > 0;
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not find eleven characters, nor anything in what is random', () => {
    const search = searchFor(secret);

    expect(search.in(secret.slice(0, pieceBytes - 1))).toEqual([]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 100, maxLength: 2_000 }), (noise) => search.in(noise).length === 0),
      { numRuns: 200 },
    );
  });

  it('tells which secret it was, how it was hidden, and what stood before', () => {
    const search = searchFor(secret);
    search.add('other', text);

    expect(search.in(`{"note":"${base64(`key=${secret}`)}"}`)).toEqual([
      expect.objectContaining({ secret: 'it', how: ['base64 +0'], before: expect.stringMatching(/key=$/) }),
    ]);
  });

  it('refuses to look for what is too short to be told from chance', () => {
    expect(() => searchFor('short')).toThrow('cannot be searched for');
  });
});

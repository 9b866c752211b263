/** All that a text may hide: itself, and what its encoded stretches decode to, encodings within encodings included. Texts are byte strings. */
import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** One byte per character, so that text and binary are searched alike. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const latin1 = (buffer: Buffer): string => buffer.toString('latin1');

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };
const character = (code: number): string => (code <= 0x10ffff ? bytesOf(String.fromCodePoint(code)) : '');
const unitsOf = (hex: string): string =>
  bytesOf(String.fromCharCode(...(hex.match(/[0-9a-f]{4}/gi) ?? []).map((unit) => Number.parseInt(unit, 16))));

const percent = (text: string): string =>
  text.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const slashes = (text: string): string =>
  text
    .replace(/(?:\\u[0-9a-f]{4})+/gi, (units) => unitsOf(units.replaceAll('\\u', '')))
    .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\([^ux])/gs, (_, one: string) => escapes[one] ?? one);
const entities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    return character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
const quotedPrintable = (text: string): string =>
  text.replace(/=\r?\n/g, '').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
/** Wrapped base64, folded headers. */
const joined = (text: string): string => text.replace(/\r?\n[ \t]*/g, '');

/** In longer ones a plus is hardly ever a space of a form, and one rewriting has to do: code and pages, no messages. */
const shortBytes = 64_000;

/** Each with a pattern without which there is nothing to do. They change a whole text, a little here and there. */
const rewritings = {
  percent: { mark: /%[0-9a-f]{2}/i, decode: percent },
  plus: { mark: /\+/, decode: (text) => (text.length > shortBytes ? text : text.replaceAll('+', ' ')) },
  escaped: { mark: /\\/, decode: slashes },
  html: { mark: /&[#a-z]/i, decode: entities },
  'quoted-printable': { mark: /=(?:\r?\n|[0-9A-F]{2})/, decode: quotedPrintable },
  joined: { mark: /\n/, decode: joined },
} satisfies Record<string, { mark: RegExp; decode: (text: string) => string }>;
const rewritingNames: ReadonlySet<string> = new Set(Object.keys(rewritings));

const base64 = (skip: number) => (stretch: string) => Buffer.from(stretch.slice(skip), 'base64');
const hex = (skip: number) => (stretch: string) => Buffer.from(stretch.replace(/[ :]/g, '').slice(skip), 'hex');
const numbers = (stretch: string) => Buffer.from(stretch.split(',').map((one) => Number(one.replace(/^.*:/s, ''))));

const limits = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8_000_000 };
const unpack = (how: (packed: Buffer, options: typeof limits) => Buffer, packed: Buffer): Buffer => {
  try {
    return how(packed, limits);
  } catch {
    // Not packed after all.
    return Buffer.alloc(0);
  }
};

/** How what is packed begins. */
const gzipMark = '\u001f\u008b\u0008';
const zlibMark = 'x[\u0001^\u009c\u00da]';

type Decoder = (stretch: string) => Buffer;
/** Stretches that are one encoded thing each, and what each may be. */
const encodings: readonly { stretch: RegExp; decoders: Readonly<Record<string, Decoder>> }[] = [
  {
    // Both alphabets; where a stretch begins within another is not known, so each alignment is tried.
    stretch: /[\w+/-]{16,}/g,
    decoders: {
      'base64 +0': base64(0),
      'base64 +1': base64(1),
      'base64 +2': base64(2),
      'base64 +3': base64(3),
      // Raw deflate has no mark of its own.
      deflate: (stretch) => (stretch.length < 24 ? Buffer.alloc(0) : unpack(inflateRawSync, Buffer.from(stretch, 'base64'))),
    },
  },
  { stretch: /(?:[0-9a-f]{2}[ :]?){12,}[0-9a-f]?/gi, decoders: { 'hex +0': hex(0), 'hex +1': hex(1) } },
  // `[1,2,3]` and `{"0":1,"1":2}`: what JSON makes of bytes.
  { stretch: /(?:"\d+":)?\d{1,3}(?:\s*,\s*(?:"\d+":)?\d{1,3}){11,}/g, decoders: { numbers } },
  {
    stretch: new RegExp(`${gzipMark}.*?(?=${gzipMark}|$)`, 'gs'),
    decoders: { gzip: (stretch) => unpack(gunzipSync, Buffer.from(stretch, 'latin1')) },
  },
  {
    stretch: new RegExp(`${zlibMark}.{10,}`, 'gs'),
    decoders: { zlib: (stretch) => unpack(inflateSync, Buffer.from(stretch, 'latin1')) },
  },
];

export type View = { text: string; how: readonly string[] };

/** The text in every way of reading it: rewritten once, and once more. */
function readings(view: View, times: number): View[] {
  if (times === 0) return [view];
  const rewritten = Object.entries(rewritings).flatMap(([name, { mark, decode }]) => {
    if (!mark.test(view.text)) return [];
    const text = decode(view.text);
    return text === view.text ? [] : readings({ text, how: [...view.how, name] }, times - 1);
  });
  return [view, ...rewritten];
}

/** So much in a row that can be read, or the mark of something packed: else there is nothing more to decode. */
const promising = new RegExp(`[ -~]{12}|${gzipMark}|${zlibMark}`);

type Decoded = View & { /** What of it may hide more. */ rest: string };

/** What stretches decode to: the same ids stand in thousands of texts. */
export type Known = Map<string, string>;
const longestKnown = 200;

function remembered(known: Known, name: string, stretch: string, decode: Decoder): string {
  if (stretch.length > longestKnown) return latin1(decode(stretch));
  const id = `${name} ${stretch}`;
  const found = known.get(id) ?? latin1(decode(stretch));
  known.set(id, found);
  return found;
}

const tell = (found: readonly string[], how: readonly string[]): Decoded[] => {
  const texts = found.filter((one) => one !== '');
  return texts.length === 0 ? [] : [{ text: texts.join('\n'), rest: texts.filter((one) => promising.test(one)).join('\n'), how }];
};

/** What the stretches of a text decode to, those aside that were decoded before. */
function decodings({ text, how }: View, seen: Set<string>, known: Known): Decoded[] {
  return encodings.flatMap(({ stretch, decoders }, i) => {
    const encoded = new Set<string>();
    for (const [one] of text.matchAll(stretch)) if (!seen.has(`${i}${one}`)) encoded.add(one);
    for (const one of encoded) seen.add(`${i}${one}`);
    return Object.entries(decoders).flatMap(([name, decode]) =>
      tell(
        [...encoded].map((one) => remembered(known, name, one, decode)),
        [...how, name],
      ),
    );
  });
}

/** How deep encodings lie in one another. */
const deepest = 3;

/** The text itself, then everything it decodes to. `text` is a byte string. */
export function* viewsOf(text: string, known: Known = new Map()): Generator<View> {
  const seen = new Set<string>();
  let views = readings({ text, how: [] }, text.length > shortBytes ? 1 : 2);
  yield* views;
  for (let depth = 1; depth <= deepest && views.length > 0; depth += 1) {
    const decoded = views.flatMap((view) => decodings(view, seen, known));
    yield* decoded;
    views = decoded.filter(({ rest }) => rest !== '').flatMap(({ rest, how }) => readings({ text: rest, how }, 1));
    yield* views.filter(({ how }) => rewritingNames.has(how.at(-1) ?? ''));
  }
}

/** Files that lie about what they are: true small files, broken or disguised in every way we know. Same seed, same files. */
import { deflateSync } from 'node:zlib';
import type { MediaType } from '../../lib/core/media.ts';
import type { Random } from '../sim/random.ts';
import { box, chunk, jpeg, longBox, movie, png, pngHeader, pngSignature, segment, video } from '../support/media-files.ts';

type Made = { bytes: Buffer; contentType: MediaType };
export type HostileFile = Made & { recipe: Recipe };

const ascii = (text: string) => Buffer.from(text, 'latin1');
const u32 = (n: number) => Buffer.from([n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
const u64 = (high: number, low: number) => Buffer.concat([u32(high), u32(low)]);

const html = ascii('<!doctype html><script>alert(document.domain)</script>');
const svg = ascii('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const pdf = ascii('%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF');
const gif = Buffer.concat([ascii('GIF89a'), Buffer.from([1, 0, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b])]);
const webp = Buffer.concat([ascii('RIFF'), u32(0x24000000), ascii('WEBPVP8 '), Buffer.alloc(32)]);
const heic = Buffer.concat([
  box('ftyp', ascii('heic'), u32(0), ascii('heicmif1')),
  box('meta', Buffer.alloc(40)),
  box('mdat', Buffer.alloc(40)),
]);
const exe = Buffer.concat([ascii('MZ'), Buffer.alloc(62), ascii('PE\0\0'), Buffer.alloc(80)]);

/** An empty archive with a comment: its directory stands at the end, so any reader of archives opens what stands before as junk. */
const zip = (comment = ''): Buffer =>
  Buffer.concat([ascii('PK\x05\x06'), Buffer.alloc(16), Buffer.from([comment.length & 255, comment.length >> 8]), ascii(comment)]);
const jar = Buffer.concat([ascii('PK\x03\x04'), Buffer.alloc(26), ascii('META-INF/MANIFEST.MF'), zip()]);

const types = ['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime'] as const;

function goodFile(type: MediaType, random: Random): Buffer {
  const [width, height] = [random.between(1, 60), random.between(1, 60)];
  const options = {
    width,
    height,
    mediaBytes: random.between(0, 400),
    isIndexLast: random.chance(0.3),
    isLong: random.chance(0.3),
    hasSound: random.chance(0.5),
  };
  if (type === 'image/jpeg') return jpeg({ width, height, frame: random.pick([0xc0, 0xc1, 0xc2]) });
  if (type === 'image/png') return png({ width, height });
  return video(type === 'video/mp4' ? options : { ...options, brand: 'qt  ' });
}

const good = (random: Random, among: readonly [MediaType, ...MediaType[]] = types): Made => {
  const contentType = random.pick(among);
  return { contentType, bytes: goodFile(contentType, random) };
};
const behind = (random: Random, tail: Buffer): Made => {
  const made = good(random);
  return { ...made, bytes: Buffer.concat([made.bytes, tail]) };
};
const asPng = (...chunks: Buffer[]): Made => ({ contentType: 'image/png', bytes: Buffer.concat([pngSignature, ...chunks]) });
const asJpeg = (bytes: Buffer): Made => ({ contentType: 'image/jpeg', bytes });
const asMp4 = (bytes: Buffer): Made => ({ contentType: 'video/mp4', bytes });
const noise = (random: Random, most: number): Buffer => Buffer.from(random.bytes(random.between(1, most)));
/** Numbers that break careless arithmetic. */
const oddLength = (random: Random): number =>
  random.pick([0, 1, 2, 7, 8, 9, 15, 16, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, random.between(0, 5_000)]);

/** Where the boxes of a video begin: four bytes before any name that is one. */
function boxOffsets(bytes: Buffer): number[] {
  const names = bytes.toString('latin1').matchAll(/ftyp|moov|mdat|mvhd|trak|tkhd|mdia|mdhd|hdlr|minf|stbl|stsd|stts|stsz|avc1|mp4a/g);
  return [...names].map(({ index }) => index - 4);
}

function lyingBox(random: Random): Made {
  const made = good(random, ['video/mp4', 'video/quicktime']);
  for (let lies = random.between(1, 3); lies > 0; lies -= 1) {
    const [first = 0, ...rest] = boxOffsets(made.bytes);
    const at = random.pick([first, ...rest]);
    const size = random.chance(0.5) ? oddLength(random) : made.bytes.readUInt32BE(at) + random.pick([-8, -1, 1, 8]);
    made.bytes.writeUInt32BE(size >>> 0, at);
  }
  return made;
}

function nestedBoxes(random: Random): Made {
  const name = random.pick(['moov', 'trak', 'mdia', 'free', 'udta']);
  let inside: Buffer = random.chance(0.5) ? Buffer.alloc(0) : movie();
  for (let depth = random.between(1, 400); depth > 0; depth -= 1) inside = random.chance(0.8) ? box(name, inside) : longBox(name, inside);
  return asMp4(video({ inMovie: random.chance(0.5) ? [inside] : [], tail: random.chance(0.5) ? inside : Buffer.alloc(0) }));
}

function longSizes(random: Random): Made {
  const size = random.pick([u64(0, 0), u64(0, 15), u64(0, 16), u64(1, 0), u64(0x7fffffff, 0xffffffff), u64(0xffffffff, 0xffffffff)]);
  const lying = Buffer.concat([u32(1), ascii(random.pick(['mdat', 'moov', 'free', 'ftyp'])), size, Buffer.alloc(random.between(0, 40))]);
  return asMp4(random.chance(0.5) ? video({ tail: lying }) : video({ inMovie: [lying] }));
}

function zeroSizes(random: Random): Made {
  const open = Buffer.concat([u32(0), ascii(random.pick(['mdat', 'free', 'moov', 'trak'])), Buffer.alloc(random.between(0, 40))]);
  return asMp4(random.chance(0.5) ? video({ tail: open }) : video({ inMovie: [open] }));
}

function pngBomb(random: Random): Made {
  const width = random.pick([1, 20_000, 0x7fffffff, 0xffffffff]);
  const height = random.pick([1, 50_000, 0xffffffff]);
  const data = random.chance(0.7) ? deflateSync(Buffer.alloc(random.between(0, 3_000_000))) : Buffer.alloc(random.between(0, 50));
  const lies = random.pick([
    Buffer.from([8, 2, 0, 0, 0]),
    Buffer.from([16, 6, 0, 0, 1]),
    Buffer.from([8, 2, 9, 9, 9]),
    Buffer.from([3, 5, 0, 0, 0]),
  ]);
  return asPng(pngHeader({ width, height }, lies), ...Array(random.pick([0, 1, 3])).fill(chunk('IDAT', data)), chunk('IEND'));
}

/** Compressed texts and colour profiles that unpack to megabytes, in a picture that is otherwise true. */
function textBomb(random: Random): Made {
  const packed = deflateSync(Buffer.alloc(2_000_000));
  const body = Buffer.concat([ascii('bomb\0\0'), packed]);
  return {
    contentType: 'image/png',
    bytes: png({ width: 9, height: 9 }, Array(random.between(1, 20)).fill(chunk(random.pick(['zTXt', 'iCCP', 'iTXt']), body))),
  };
}

function pngChunks(random: Random): Made {
  const type = random.pick(['IDAT', 'IHDR', 'PLTE', 'IEND', 'tEXt', 'cgBI', 'CgBI', 'acTL', 'fdAT', '\0\0\0\0', '<htm']);
  const lying = Buffer.concat([u32(oddLength(random)), ascii(type), Buffer.alloc(random.between(0, 60))]);
  const many = Array(random.pick([1, 2, 50, 20_001])).fill(chunk('tEXt'));
  return random.chance(0.7)
    ? asPng(pngHeader({ width: 3, height: 3 }), lying, chunk('IDAT', deflateSync(Buffer.alloc(30))), chunk('IEND'))
    : { contentType: 'image/png', bytes: png({ width: 3, height: 3 }, many) };
}

/** Camera data and colour profiles whose lengths lie, that point into themselves, or hold another file. */
function oddSegment(random: Random): Made {
  const exif = Buffer.concat([ascii('Exif\0\0MM\0*'), u32(8), Buffer.from([0, 1, 0x87, 0x69, 0, 4]), u32(1), u32(8), u32(8)]);
  const profile = Buffer.concat([
    ascii('ICC_PROFILE\0'),
    Buffer.from([random.between(0, 255), random.between(0, 255)]),
    noise(random, 200),
  ]);
  const index = Buffer.concat([ascii('MPF\0'), noise(random, 60)]);
  const body = random.pick([exif, profile, index, html, svg, pdf, jpeg({ width: 2, height: 2 }), noise(random, 300)]);
  const marker = random.pick([0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe]);
  const lying = Buffer.from([0xff, marker, random.between(0, 255), random.between(0, 255), ...body]);
  const extra = Array<Buffer>(random.pick([1, 2, 40])).fill(random.chance(0.6) ? segment(marker, body) : lying);
  return asJpeg(jpeg({ width: 20, height: 20, extra, tail: random.chance(0.3) ? jpeg({ width: 5, height: 5 }) : Buffer.alloc(0) }));
}

function oddFrame(random: Random): Made {
  const made = jpeg({
    width: random.pick([0, 1, 65_535]),
    height: random.pick([0, 1, 65_535]),
    frame: random.pick([0xc0, 0xc3, 0xc9, 0xde, 0xd8, 0x01]),
    data: random.pick([noise(random, 900), Buffer.alloc(3_000, 0xff), Buffer.alloc(0)]),
  });
  return asJpeg(made);
}

function archiveInside(random: Random): Made {
  const archive = random.pick([zip(), jar, zip('x'.repeat(random.between(1, 300)))]);
  return random.pick<Made>([
    asJpeg(jpeg({ width: 9, height: 9, extra: [segment(0xfe, archive)] })),
    { contentType: 'image/png', bytes: png({ width: 9, height: 9 }, [chunk('tEXt', Buffer.concat([ascii('a\0'), archive]))]) },
    asMp4(video({ tail: box(random.pick(['free', 'uuid', 'mdat']), noise(random, 90), archive) })),
    asMp4(video({ inMovie: [box('free', archive)], isIndexLast: true })),
  ]);
}

/** Bytes changed, put in, taken out, doubled or swapped somewhere in a true file. */
function scrambled(random: Random): Made {
  const made = good(random);
  for (let changes = random.between(1, 4); changes > 0; changes -= 1) {
    const at = random.between(0, Math.max(0, made.bytes.length - 5));
    const [head, tail] = [made.bytes.subarray(0, at), made.bytes.subarray(at)];
    const few = random.between(1, 9);
    made.bytes = random.pick([
      () => Buffer.concat([head, Buffer.from(random.bytes(1)), tail.subarray(1)]),
      () => Buffer.concat([head, u32(oddLength(random)), tail.subarray(4)]),
      () => Buffer.concat([head, Buffer.from(random.bytes(few)), tail]),
      () => Buffer.concat([head, tail.subarray(few)]),
      () => Buffer.concat([head, tail.subarray(0, few), tail]),
      () => Buffer.concat([tail, head]),
    ])();
  }
  return made;
}

const recipes = {
  'true file': (random: Random) => good(random),
  'another type': (random: Random) => {
    const made = good(random);
    const other = types[(types.indexOf(made.contentType) + random.between(1, 3)) % types.length];
    return { bytes: made.bytes, contentType: other ?? made.contentType };
  },
  'no media at all': (random: Random) => ({
    contentType: random.pick(types),
    bytes: random.pick([html, svg, pdf, gif, webp, heic, exe, jar, noise(random, 2_000), Buffer.alloc(random.between(1, 40), 0x20)]),
  }),
  'archive behind': (random: Random) => behind(random, random.pick([zip(), jar, Buffer.concat([jar, zip('late')])])),
  'archive before': (random: Random) => ({ contentType: random.pick(types), bytes: Buffer.concat([jar, good(random).bytes]) }),
  'archive inside': archiveInside,
  'picture and archive (GIFAR)': (random: Random) => ({ contentType: random.pick(types), bytes: Buffer.concat([gif, jar]) }),
  'page behind': (random: Random) => behind(random, random.pick([html, svg, pdf])),
  'page before': (random: Random) => ({ contentType: random.pick(types), bytes: Buffer.concat([html, good(random).bytes]) }),
  'page in a comment': (random: Random) =>
    random.chance(0.5)
      ? asJpeg(jpeg({ width: 9, height: 9, extra: [segment(0xfe, html)] }))
      : { contentType: 'image/png' as const, bytes: png({ width: 9, height: 9 }, [chunk('tEXt', Buffer.concat([ascii('c\0'), html]))]) },
  'bytes behind': (random: Random) => behind(random, random.chance(0.3) ? Buffer.alloc(random.between(1, 900)) : noise(random, 900)),
  'second file behind': (random: Random) => behind(random, good(random).bytes),
  'cut off': (random: Random) => {
    const made = good(random);
    return { ...made, bytes: made.bytes.subarray(0, random.between(1, made.bytes.length - 1)) };
  },
  'picture that unpacks to gigabytes': pngBomb,
  'text that unpacks to megabytes': textBomb,
  'chunks that lie': pngChunks,
  'boxes that lie': lyingBox,
  'boxes in boxes': nestedBoxes,
  '64-bit sizes': longSizes,
  'sizes of zero': zeroSizes,
  'camera data': oddSegment,
  'frames that lie': oddFrame,
  'fragments, no index, other codecs': (random: Random) =>
    asMp4(
      random.pick([
        video({ tail: box('moof', Buffer.alloc(8)) }),
        video({ inMovie: [box('mvex')] }),
        video({ hasPictures: false }),
        video({ codec: random.pick(['vp09', 'av01', 'mp4v', '\0\0\0\0']) }),
        video({ seconds: 0 }),
        Buffer.concat([box('ftyp', ascii('isom'), u32(0)), box('mdat', Buffer.alloc(20))]),
        video({ inMovie: Array(random.pick([1, 20, 2_001])).fill(box('trak', noise(random, 60))) }),
      ]),
    ),
  'scrambled bytes': scrambled,
} satisfies Record<string, (random: Random) => Made>;

export type Recipe = keyof typeof recipes;
const isRecipe = (name: string): name is Recipe => Object.hasOwn(recipes, name);
export const recipeNames: readonly Recipe[] = Object.keys(recipes).filter(isRecipe);

export function hostileFile(recipe: Recipe, random: Random): HostileFile {
  return { recipe, ...recipes[recipe](random) };
}

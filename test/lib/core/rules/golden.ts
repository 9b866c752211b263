/** Reads the golden file: short forms in, parts and facts out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { MediaItem, Part } from '../../../../lib/core/content.ts';
import type { MediaFacts } from '../../../../lib/core/rules/media-file.ts';

/** A text, or a list of [piece, how often]. */
const text = z.pipe(
  z.union([z.string(), z.array(z.tuple([z.string(), z.number()]))]),
  z.transform((it) => (typeof it === 'string' ? it : it.map(([piece, times]) => piece.repeat(times)).join(''))),
);
const media = z.strictObject({
  file: z.optional(z.string()),
  url: z.optional(z.string()),
  kind: z.optional(z.enum(['image', 'video'])),
  alt: z.optional(text),
});
const options = z.strictObject({
  topicTag: z.optional(text),
  replyAudience: z.optional(z.string()),
  linkAttachment: z.optional(z.string()),
  poll: z.optional(z.array(text)),
  gifId: z.optional(z.string()),
  quotePostId: z.optional(z.string()),
  isSpoiler: z.optional(z.boolean()),
});
const part = z.strictObject({ text, media: z.optional(z.array(media)), mediaTimes: z.optional(z.number()), options: z.optional(options) });
/** Pointer, code, limit, actual. */
const expected = z.optional(z.array(z.array(z.union([z.string(), z.number()]))));
const post = z.strictObject({
  name: z.string(),
  source: z.string(),
  parts: z.array(part),
  partsTimes: z.optional(z.number()),
  errors: expected,
  warnings: expected,
});
const count = z.strictObject({
  source: z.string(),
  text: z.string(),
  count: z.number(),
  codePoints: z.number(),
  bytes: z.number(),
  links: z.number(),
});
const facts = z.strictObject({
  contentType: z.string(),
  sizeBytes: z.number(),
  width: z.optional(z.number()),
  height: z.optional(z.number()),
  durationMs: z.optional(z.number()),
  framesPerSecond: z.optional(z.number()),
  isIndexFirst: z.optional(z.boolean()),
  hasEdits: z.optional(z.boolean()),
  audio: z.optional(z.strictObject({ codec: z.string(), channels: z.number(), sampleRateHz: z.number() })),
});
const file = z.strictObject({
  note: z.string(),
  readAt: z.string(),
  calibratedAt: z.nullable(z.string()),
  counts: z.array(count),
  facts: z.record(z.string(), facts),
  posts: z.array(post),
});

export const golden = file.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/rules/golden.json'), 'utf8')));

const times = <T>(items: readonly T[], count = 1): T[] => Array.from({ length: count }, () => items).flat();

function toItem({ file = '', url, kind = /\.(mp4|mov)$/.test(file) ? 'video' : 'image', alt = '' }: z.infer<typeof media>): MediaItem {
  return url === undefined ? { kind, mediaId: file, sha256: '', path: '', alt } : { kind, url, alt };
}

export const partsOf = ({ parts, partsTimes }: z.infer<typeof post>): Part[] =>
  times(parts, partsTimes).map(({ text, media = [], mediaTimes, options = {} }) => {
    const items = times(media, mediaTimes).map(toItem);
    // The one wrong audience has to get past the type.
    return { text, media: items, options: options as Part['options'] };
  });

const known = new Map(Object.entries(golden.facts as Record<string, MediaFacts>));
export const factsOf = (mediaId: string): MediaFacts | undefined => known.get(mediaId);

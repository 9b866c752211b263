/** The media of one part: how many, what they make of the post, and each item by itself. */
import type { MediaItem, Part } from '../content.ts';
import { type Findings, finding, merge } from './findings.ts';
import { checkLinkedMedia } from './linked-media.ts';
import { checkMediaFile, type MediaFacts } from './media-file.ts';
import { codePointsIn } from './text.ts';

/** Most items of a carousel; images and videos may be mixed. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxMedia = 20;
/** Most characters. @see https://developers.facebook.com/documentation/threads/posts/accessibility (read 2026-11-23) */
export const maxAltLength = 1000;

/** Undefined while they are not known; then only the rest is judged. */
export type KnownFacts = (mediaId: string) => MediaFacts | undefined;

/** No item is text, one is itself, two and more are a carousel: no other shape exists. */
export function shapeOf({ media }: Pick<Part, 'media'>): 'text' | 'image' | 'video' | 'carousel' {
  const [first, second] = media;
  return first === undefined ? 'text' : second === undefined ? first.kind : 'carousel';
}

function checkAlt(alt: string, pointer: string): Findings {
  const actual = codePointsIn(alt);
  const limit = maxAltLength;
  if (actual <= limit) return { errors: [], warnings: [] };
  const detail = `The description has ${actual} characters; the limit is ${limit}.`;
  const numbers = { limit, actual };
  return { errors: [finding('alt_too_long', `${pointer}/alt`, detail, `Remove ${actual - limit}.`, numbers)], warnings: [] };
}

function checkItem(item: MediaItem, pointer: string, factsOf: KnownFacts): Findings {
  const alt = checkAlt(item.alt, pointer);
  if ('url' in item) return merge([checkLinkedMedia(item.url, pointer), alt]);
  const facts = factsOf(item.mediaId);
  return facts === undefined ? alt : merge([checkMediaFile(item.kind, facts, pointer), alt]);
}

function checkCount(actual: number): Findings {
  const limit = maxMedia;
  if (actual <= limit) return { errors: [], warnings: [] };
  const detail = `The post has ${actual} images and videos; the limit is ${limit}.`;
  return { errors: [finding('too_many_media', '#/media', detail, `Remove ${actual - limit}.`, { limit, actual })], warnings: [] };
}

export const checkMedia = ({ media }: Pick<Part, 'media'>, factsOf: KnownFacts): Findings =>
  merge([checkCount(media.length), ...media.map((item, i) => checkItem(item, `#/media/${i}`, factsOf))]);

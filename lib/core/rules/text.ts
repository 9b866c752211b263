/** How Threads counts a text, and what our check says of it. Used by console, API and engine alike. */
import { type Findings, finding, merge } from './findings.ts';
import { linksIn } from './links.ts';

/** Most characters of one post. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxTextLength = 500;
/** Most different links of one post. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxLinks = 5;
/** With media, four were seen refused. @see https://github.com/gitroomhq/postiz-app/issues/1203 (read 2026-11-23) */
const maxSureLinksWithMedia = 3;

const emoji = /\p{RGI_Emoji}/gv;
const utf8 = new TextEncoder();

export const codePointsIn = (text: string): number => [...text].length;
const bytesIn = (text: string): number => utf8.encode(text).length;

/**
 * Three readings of a text's length. `count` is Meta's documented rule (an emoji counts its UTF-8 bytes, all else its
 * code points); `bytes` is the strictest reading that was ever seen to refuse a post.
 */
export type TextCount = { count: number; codePoints: number; bytes: number; links: number };

export function countText(text: string): TextCount {
  const codePoints = codePointsIn(text);
  // Not by grapheme: a mark behind an emoji would make the text shorter.
  const extra = (text.match(emoji) ?? []).reduce((sum, found) => sum + bytesIn(found) - codePointsIn(found), 0);
  return { count: codePoints + extra, codePoints, bytes: bytesIn(text), links: linksIn(text).size };
}

/** A post of text alone needs some. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export function checkPresence(text: string): Findings {
  if (text.trim() !== '') return { errors: [], warnings: [] };
  return { errors: [finding('text_empty', '#/text', 'The post has no text.', 'Write something.')], warnings: [] };
}

/**
 * Code points over the limit are surely too many. Bytes over it were seen refused (three curly apostrophes), but CJK
 * texts with many more were taken. @see https://github.com/gitroomhq/postiz-app/pull/1946 (read 2026-11-23)
 */
export function checkLength(text: string): Findings {
  const { count, codePoints, bytes } = countText(text);
  const limit = maxTextLength;
  if (codePoints > limit) {
    const detail = `The text counts ${count}; the limit is ${limit}.`;
    return { errors: [finding('text_too_long', '#/text', detail, `Remove ${count - limit}.`, { limit, actual: count })], warnings: [] };
  }
  if (bytes <= limit) return { errors: [], warnings: [] };
  const detail = 'Some characters count more than one on Threads, so it may refuse this text. Nothing is visible if it does.';
  const numbers = { limit, actual: bytes };
  return { errors: [], warnings: [finding('text_maybe_too_long', '#/text', detail, 'Shorten it to be sure.', numbers)] };
}

type Around = { attachment?: string | undefined; hasMedia?: boolean };

/** Different links of the text and the attached one together. */
export function checkLinks(text: string, { attachment, hasMedia = false }: Around = {}): Findings {
  const links = linksIn(text);
  if (attachment !== undefined) links.add(attachment);
  const actual = links.size;
  if (actual > maxLinks) {
    const where = attachment === undefined ? 'The text has' : 'The text and the attached link have';
    const detail = `${where} ${actual} different links; the limit is ${maxLinks}.`;
    const remediation = `Remove ${actual - maxLinks}.`;
    return { errors: [finding('too_many_links', '#/text', detail, remediation, { limit: maxLinks, actual })], warnings: [] };
  }
  const limit = maxSureLinksWithMedia;
  if (!hasMedia || actual <= limit) return { errors: [], warnings: [] };
  const detail = `Threads was seen to refuse ${limit + 1} links beside media. Nothing is visible if it does.`;
  return { errors: [], warnings: [finding('many_links_with_media', '#/text', detail, 'Remove a link to be sure.', { limit, actual })] };
}

/** All rules of a post that is nothing but this text. */
export const checkText = (text: string): Findings => merge([checkPresence(text), checkLength(text), checkLinks(text)]);

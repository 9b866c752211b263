/** How Threads counts a text, and what our check says of it. Used by console, API and engine alike. */
import type { Finding } from '../errors.ts';

/** Most characters of one post. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxTextLength = 500;
/** Most different links of one post. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxLinks = 5;

const emoji = /^\p{RGI_Emoji}$/v;
const link = /(?:https?:\/\/|\bwww\.)[^\s<>"']+/giu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const utf8 = new TextEncoder();

/**
 * Three readings of a text's length. `count` is Meta's documented rule (an emoji counts its UTF-8 bytes, all else its
 * code points); `bytes` is the strictest reading that was ever seen to refuse a post.
 */
export type TextCount = { count: number; codePoints: number; bytes: number; links: number };

export function countText(text: string): TextCount {
  let count = 0;
  let codePoints = 0;
  for (const { segment } of graphemes.segment(text)) {
    const points = [...segment].length;
    codePoints += points;
    count += emoji.test(segment) ? utf8.encode(segment).length : points;
  }
  return { count, codePoints, bytes: utf8.encode(text).length, links: new Set(text.match(link) ?? []).size };
}

/** `errors` refuse the post before any call; `warnings` let the platform decide while nothing is visible yet. */
export type TextFindings = { errors: Finding[]; warnings: Finding[] };

export function checkText(text: string): TextFindings {
  const { count, codePoints, bytes, links } = countText(text);
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const at = { pointer: '#/text' };
  const length = { ...at, limit: maxTextLength };
  if (text.trim() === '') errors.push({ ...at, code: 'text_empty', detail: 'The post has no text.', remediation: 'Write something.' });
  if (codePoints > maxTextLength) {
    const detail = `The text counts ${count}; the limit is ${maxTextLength}.`;
    errors.push({ ...length, code: 'text_too_long', detail, actual: count, remediation: `Remove ${count - maxTextLength}.` });
  } else if (bytes > maxTextLength) {
    const detail = 'Some characters count more than one on Threads, so it may refuse this text. Nothing is visible if it does.';
    warnings.push({ ...length, code: 'text_maybe_too_long', detail, actual: bytes, remediation: 'Shorten it to be sure.' });
  }
  if (links > maxLinks) {
    const detail = `The text has ${links} different links; the limit is ${maxLinks}.`;
    errors.push({ ...at, code: 'too_many_links', detail, limit: maxLinks, actual: links, remediation: `Remove ${links - maxLinks}.` });
  }
  return { errors, warnings };
}

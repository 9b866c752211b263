/** Text as Threads reads it: its length, its links and its topic tag. doc [posts]; see fact sheet section 6. */
import type { Settings } from '../settings.ts';
import { GraphError } from './errors.ts';

const maxLength = 500;
const maxLinks = 5;
const link = /(?:https?:\/\/|www\.)[^\s<>"]+/giu;
const trailingMarks = /[.,;:!?)\]}'"’”]+$/u;
const tag = /(^|\s)#([^\s.&@!?,;:#]+)/gu;
// Emoji, their joiners, and the block of curly quotes and dashes: what was seen to count as bytes.
const countedAsBytes = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u{2000}-\u{206F}]|\u{FE0F}|\u{20E3}/u;

const bytesIn = (text: string) => Buffer.byteLength(text, 'utf8');

/** The answers to open question Q4. */
const counters = {
  observed: (text) => [...text].reduce((sum, char) => sum + (countedAsBytes.test(char) ? bytesIn(char) : 1), 0),
  code_points: (text) => [...text].length,
  utf8_bytes: bytesIn,
} as const satisfies Record<Settings['textCounting'], (text: string) => number>;

/** @throws {GraphError} `textTooLong`, which comes as HTTP 500 */
export function checkLength(text: string, counting: Settings['textCounting']): void {
  if (counters[counting](text) > maxLength) throw new GraphError('textTooLong');
}

export const linksIn = (text: string): string[] => (text.match(link) ?? []).map((found) => found.replace(trailingMarks, ''));

/** Equal links count once. @throws {GraphError} `linkLimit` */
export function checkLinks(text: string, attached: string | null): void {
  const links = new Set([...linksIn(text), ...(attached === null ? [] : [attached])]);
  if (links.size > maxLinks) throw new GraphError('linkLimit');
}

/** The first valid `#tag` becomes the topic and loses its `#` in the text; a number is not a tag. */
export function takeTopic(text: string): { text: string; topicTag: string | null } {
  for (const found of text.matchAll(tag)) {
    const name = found[2] ?? '';
    if (/^\d+$/.test(name) || [...name].length > 50) continue;
    const at = found.index + (found[1] ?? '').length;
    return { text: text.slice(0, at) + text.slice(at + 1), topicTag: name };
  }
  return { text, topicTag: null };
}

/** The tag inside a text that becomes the topic of the post. */
import { type Findings, finding } from './findings.ts';
import { codePointsIn } from './text.ts';

/** Most characters of a topic. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const maxTopicLength = 50;

const tag = /(?:^|\s)#([^\s.&@!?,;:#]+)/gu;

/** A number is not a tag; too long a word is none either (that one is our reading). */
const isTopic = (word: string): boolean => !/^\d+$/u.test(word) && codePointsIn(word) <= maxTopicLength;

/** The first valid `#tag` becomes the topic and loses its `#`. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export function checkTagInText(text: string): Findings {
  if (![...text.matchAll(tag)].some(([, word = '']) => isTopic(word))) return { errors: [], warnings: [] };
  const detail = 'The first tag of the text becomes the topic; Threads shows the word without its #.';
  return { errors: [], warnings: [finding('tag_becomes_topic', '#/text', detail, 'Choose a topic yourself, or leave it so.')] };
}

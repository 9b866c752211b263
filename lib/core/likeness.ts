/** Which posts look the same in a platform's list. Free of schemas, because the console uses it too. */
import type { Part } from './content.ts';

/**
 * What tells a post from others in a platform's list: its words (composition of characters, blanks and the `#` of a tag make no difference),
 * or without words its topic and what it quotes. Empty for a post that is never looked for there.
 */
export function comparable({ text, options: { topicTag = '', quotePostId = '' } }: Pick<Part, 'text' | 'options'>): string {
  const words = text.normalize('NFC').replaceAll('#', '').replaceAll(/\s+/gu, ' ').trim();
  return words === '' && topicTag + quotePostId !== '' ? `#${topicTag.normalize('NFC')}#${quotePostId}` : words;
}

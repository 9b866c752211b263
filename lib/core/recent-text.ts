/** The same text twice to one connection within a day cannot be told apart afterwards, so it is not approved a second time. */
import * as z from 'zod/mini';
import type { Part } from './content.ts';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';

export const recentLifeMs = 24 * 3_600_000;

export const recentTextSchema = z.object({
  postId: idSchema('post'),
  /** The approval that wrote this; a newer one names it as what it saw. */
  approvalId: idSchema('apr'),
  expiresAt: z.string(),
});
export type RecentText = z.infer<typeof recentTextSchema>;

/**
 * What tells a post from others in a platform's list: its words (composition of characters, blanks and the `#` of a tag make no difference),
 * or without words its topic and what it quotes. Empty for a post that is never looked for there.
 */
export function comparable({ text, options: { topicTag = '', quotePostId = '' } }: Pick<Part, 'text' | 'options'>): string {
  const words = text.normalize('NFC').replaceAll('#', '').replaceAll(/\s+/gu, ' ').trim();
  return words === '' && topicTag + quotePostId !== '' ? `#${topicTag.normalize('NFC')}#${quotePostId}` : words;
}

export const duplicateText = (): AppError =>
  new AppError('conflict', 'duplicate_text', 'The same text was approved for this connection within the last 24 hours.', {
    remediation: 'Change the text, wait, or say that you mean to post it twice (`repeat`).',
  });

/** The same text twice to one connection within a day cannot be told apart afterwards, so it is not approved a second time. */
import * as z from 'zod/mini';
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

export const duplicateText = (): AppError =>
  new AppError('conflict', 'duplicate_text', 'The same text was approved for this connection within the last 24 hours.', {
    remediation: 'Change the text, wait, or say that you mean to post it twice (`repeat`).',
  });

/** A user's yes to one exact content hash of one post: written once, never changed. */
import * as z from 'zod/mini';
import { idSchema } from './ids.ts';

export const approvalSchema = z.object({
  id: idSchema('apr'),
  userId: idSchema('usr'),
  postId: idSchema('post'),
  hash: z.string(),
  approvedAt: z.string(),
  sessionId: idSchema('ses'),
  /** How presence was proven, and when. */
  proof: z.enum(['mailed_link']),
  provenAt: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

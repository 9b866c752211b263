/** Approvals: append-only. Only the duty `approve` may write them; the publisher may only ask whether one exists. */
import * as z from 'zod/mini';
import { type Approval, approvalSchema } from '../core/approval.ts';
import type { Database, Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys } from './keys.ts';

export const approvalStore = (db: Database) => ({
  /** Approvals of one post, newest first. */
  ofPost: async (userId: string, postId: string): Promise<Approval[]> => {
    const { pk } = keys.approval(userId, postId, '');
    const { items } = await db.query({ table: 'main', pk, skPrefix: `${postId}#`, descending: true });
    return items.map((item) => z.parse(approvalSchema, item));
  },

  create: (approval: Approval): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('approval', keys.approval(approval.userId, approval.postId, approval.id), approval),
    condition: { absent: true },
  }),

  /** There is an approval with this id of exactly this content. */
  checkExists: (input: { userId: string; postId: string; approvalId: string; hash: string }, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.approval(input.userId, input.postId, input.approvalId),
    condition: { equals: { hash: input.hash } },
    onConflict,
  }),
});
export type ApprovalStore = ReturnType<typeof approvalStore>;

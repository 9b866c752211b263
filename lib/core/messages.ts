/** Schemas of queue messages: ids only, so that no queue ever holds content, an address or a secret. Those of queue `mail`: mail-messages.ts. */
import * as z from 'zod/mini';
import { codeSchema, idSchema } from './ids.ts';

export const publishMessageSchema = z.object({
  kind: z.literal('publication'),
  user_id: idSchema('usr'),
  post_id: idSchema('post'),
  connection_id: idSchema('con'),
  /** The stored revision that this message was sent for; the sweeper knows none. */
  rev: z.optional(z.number()),
});
export type PublishMessage = z.infer<typeof publishMessageSchema>;

export const refreshMessageSchema = z.object({ kind: z.literal('refresh'), user_id: idSchema('usr'), connection_id: idSchema('con') });
export type RefreshMessage = z.infer<typeof refreshMessageSchema>;

export const mediaMessageSchema = z.discriminatedUnion('kind', [
  /** Something lies in `incoming/`. The rule in infra/service-stack.ts writes this message. */
  z.object({ kind: z.literal('uploaded'), key: z.string() }),
  /** Its time has come: unused, or removed with its files still there. */
  z.object({ kind: z.literal('expire'), user_id: idSchema('usr'), media_id: idSchema('med') }),
  /** Its files have to go, and then the row itself. */
  z.object({ kind: z.literal('erase'), user_id: idSchema('usr'), media_id: idSchema('med') }),
]);
export type MediaMessage = z.infer<typeof mediaMessageSchema>;

export const eraseMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deletion'), code: codeSchema }),
  /** A connection was told to stop; what is left of it goes when nobody can be at a call any more. */
  z.object({ kind: z.literal('disconnection'), user_id: idSchema('usr'), connection_id: idSchema('con') }),
]);
export type EraseMessage = z.infer<typeof eraseMessageSchema>;

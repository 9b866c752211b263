/** One line of the audit trail: what the user can see, with an expiry. Never content, never a token. */
import * as z from 'zod/mini';
import { idSchema } from './ids.ts';

export const eventTypes = [
  'signed_in',
  'connected',
  'disconnected',
  'token_refreshed',
  'token_refresh_failed',
  'post_approved',
  'post_published',
  'post_failed',
  'post_held',
  'post_canceled',
  'post_outcome_unknown',
  'post_removed',
  'post_twice',
  'post_outcome_resolved',
  'export_asked',
  'export_fetched',
] as const;

export const eventSchema = z.object({
  id: idSchema('evt'),
  userId: idSchema('usr'),
  type: z.enum(eventTypes),
  at: z.string(),
  /** What it is about: ids and codes only. */
  about: z.record(z.string(), z.string()),
});
export type Event = z.infer<typeof eventSchema>;

export const eventLifeDays = 400;

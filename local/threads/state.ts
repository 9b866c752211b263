/** Everything the simulator remembers, and how it looks in its JSON file. Times are simulated epoch milliseconds. */
import * as z from 'zod';
import { faultSchema } from './faults/fault.ts';
import { settingsSchema } from './settings.ts';

const publishAttemptSchema = z.object({ at: z.number(), creationId: z.string(), outcome: z.string() });

const accountSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  biography: z.string(),
  isPrivate: z.boolean(),
  /** The tester invite is not accepted yet: this account cannot grant anything. */
  isTesterPending: z.boolean(),
  /** Every call to threads_publish, whatever came of it. */
  publishAttempts: z.array(publishAttemptSchema),
  /** When the quota was used; a deleted post still counts. */
  postTimes: z.array(z.number()),
  replyTimes: z.array(z.number()),
});

const codeSchema = z.object({
  value: z.string(),
  accountId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  issuedAt: z.number(),
  isUsed: z.boolean(),
});

const tokenSchema = z.object({
  value: z.string(),
  kind: z.enum(['short', 'long']),
  accountId: z.string(),
  scopes: z.array(z.string()),
  issuedAt: z.number(),
  expiresAt: z.number(),
  /** End of the 90-day permission grant. doc [get-started] */
  grantEndsAt: z.number(),
  isRevoked: z.boolean(),
});

const containerSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  mediaType: z.string(),
  text: z.string(),
  topicTag: z.string().nullable(),
  linkAttachmentUrl: z.string().nullable(),
  replyControl: z.string().nullable(),
  replyToId: z.string().nullable(),
  createdAt: z.number(),
  readyAt: z.number(),
  /** When its status can be read and when it can be published; `null` is never. */
  statusFrom: z.number().nullable(),
  publishableFrom: z.number().nullable(),
  errorMessage: z.string().nullable(),
  /** When the status begins to say PUBLISHED; later than the post itself while a status lag is on. */
  publishedShownAt: z.number().nullable(),
  postIds: z.array(z.string()),
});

const postSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  containerId: z.string(),
  mediaType: z.string(),
  text: z.string(),
  topicTag: z.string().nullable(),
  linkAttachmentUrl: z.string().nullable(),
  replyControl: z.string().nullable(),
  replyToId: z.string().nullable(),
  publishedAt: z.number(),
  /** When lists begin to show it. */
  listedAt: z.number(),
  /** When it goes away, perhaps in the future. */
  removedAt: z.number().nullable(),
});

/** The file. `v` is the shape's version. */
export const savedSchema = z.object({
  v: z.literal(1),
  idsGiven: z.number(),
  movedMs: z.number(),
  savedAt: z.number(),
  settings: settingsSchema,
  accounts: z.array(accountSchema),
  codes: z.array(codeSchema),
  tokens: z.array(tokenSchema),
  containers: z.array(containerSchema),
  posts: z.array(postSchema),
  faults: z.array(faultSchema),
});

export type Account = z.infer<typeof accountSchema>;
export type Code = z.infer<typeof codeSchema>;
export type Token = z.infer<typeof tokenSchema>;
export type Container = z.infer<typeof containerSchema>;
export type Post = z.infer<typeof postSchema>;
export type Saved = z.infer<typeof savedSchema>;

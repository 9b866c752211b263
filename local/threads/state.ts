/** Everything the simulator remembers, and how it looks in its JSON file. Times are simulated epoch milliseconds. */
import * as z from 'zod';
import { contentSchema } from './content.ts';
import { faultSchema } from './faults/fault.ts';
import { savedSettingsSchema } from './settings.ts';

const publishAttemptSchema = z.object({ at: z.number(), creationId: z.string(), outcome: z.string() });

const accountSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  biography: z.string(),
  isPrivate: z.boolean(),
  /** The tester invite is not accepted yet: this account cannot grant anything. */
  isTesterPending: z.boolean(),
  /** May name the countries a post is shown in. */
  isGeoGatingEligible: z.boolean().default(false),
  /** Every call to threads_publish, whatever came of it. */
  publishAttempts: z.array(publishAttemptSchema),
  /** When the quota was used; a deleted post still counts. */
  postTimes: z.array(z.number()),
  replyTimes: z.array(z.number()),
  deleteTimes: z.array(z.number()).default([]),
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

const containerSchema = contentSchema.extend({
  id: z.string(),
  accountId: z.string(),
  isCarouselItem: z.boolean().default(false),
  /** The containers of a carousel's items, in display order. */
  childIds: z.array(z.string()).default([]),
  /** Where its media comes from, while that is still being fetched in the background. */
  downloadingFrom: z.string().nullable().default(null),
  createdAt: z.number(),
  readyAt: z.number(),
  /** When it expires; `null` (an older store) is 24 h after creation. */
  expiresAt: z.number().nullable().default(null),
  /** When its status can be read and when it can be published; `null` is never. */
  statusFrom: z.number().nullable(),
  publishableFrom: z.number().nullable(),
  errorMessage: z.string().nullable(),
  /** When the status begins to say PUBLISHED; later than the post itself while a status lag is on. */
  publishedShownAt: z.number().nullable(),
  postIds: z.array(z.string()),
});

const postSchema = contentSchema.extend({
  id: z.string(),
  accountId: z.string(),
  /** Empty for a repost, which has no container. */
  containerId: z.string(),
  /** The carousel this is an item of. */
  parentId: z.string().nullable().default(null),
  /** The posts of a carousel's items, whose ids are not those of their containers. seen [tg-recovery] */
  childIds: z.array(z.string()).default([]),
  repostedPostId: z.string().nullable().default(null),
  publishedAt: z.number(),
  /** When lists begin to show it. */
  listedAt: z.number(),
  /** When it can be answered and quoted. */
  replyableFrom: z.number().default(0),
  /** When it goes away, perhaps in the future. */
  removedAt: z.number().nullable(),
});

/** What the app answered to one delivery of a signed call; `problem` says what Meta would not have liked. */
const deliverySchema = z.object({
  at: z.number(),
  status: z.number().nullable(),
  body: z.string(),
  url: z.string().nullable(),
  confirmationCode: z.string().nullable(),
  problem: z.string().nullable(),
});

const callbackSchema = z.object({
  id: z.string(),
  kind: z.enum(['deauthorize', 'data_deletion']),
  accountId: z.string(),
  to: z.string(),
  signedRequest: z.string(),
  deliveries: z.array(deliverySchema),
});

/** The file. `v` is the shape's version. */
export const savedSchema = z.object({
  v: z.literal(1),
  idsGiven: z.number(),
  movedMs: z.number(),
  savedAt: z.number(),
  settings: savedSettingsSchema,
  accounts: z.array(accountSchema),
  codes: z.array(codeSchema),
  tokens: z.array(tokenSchema),
  containers: z.array(containerSchema),
  posts: z.array(postSchema),
  faults: z.array(faultSchema),
  callbacks: z.array(callbackSchema).default([]),
});

export type Account = z.infer<typeof accountSchema>;
export type Code = z.infer<typeof codeSchema>;
export type Token = z.infer<typeof tokenSchema>;
export type Container = z.infer<typeof containerSchema>;
export type Post = z.infer<typeof postSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type Callback = z.infer<typeof callbackSchema>;
export type Saved = z.infer<typeof savedSchema>;

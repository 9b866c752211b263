/** What a post says: one or more parts (a chain of replies), each with text, media and options. Everything a reader will see. */
import * as z from 'zod/mini';
import { idSchema } from './ids.ts';

export const mediaKinds = ['image', 'video'] as const;
export type MediaKind = (typeof mediaKinds)[number];
export const replyAudiences = ['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only'] as const;

/** Uploaded to us: frozen, its bytes are bound by `sha256`; `path` is where it lies below the media origin and never changes. */
const uploadedSchema = z.object({
  kind: z.enum(mediaKinds),
  mediaId: idSchema('med'),
  sha256: z.string(),
  path: z.string(),
  alt: z.string(),
});
/** At a public address of the user's: not frozen, and never fetched by us. */
const linkedSchema = z.object({ kind: z.enum(mediaKinds), url: z.string(), alt: z.string() });

export const mediaItemSchema = z.union([uploadedSchema, linkedSchema]);
export type MediaItem = z.infer<typeof mediaItemSchema>;

export const optionsSchema = z.object({
  topicTag: z.optional(z.string()),
  replyAudience: z.optional(z.enum(replyAudiences)),
  linkAttachment: z.optional(z.string()),
  /** Two to four choices. */
  poll: z.optional(z.array(z.string())),
  /** Id of a GIF at GIPHY. */
  gifId: z.optional(z.string()),
  /** Remote id of the post that is quoted. */
  quotePostId: z.optional(z.string()),
  /** All media of this part are shown only after a tap. */
  isSpoiler: z.optional(z.boolean()),
});

export const partSchema = z.object({ text: z.string(), media: z.array(mediaItemSchema), options: optionsSchema });
export type Part = z.infer<typeof partSchema>;
export type Options = Part['options'];

/** A part that is nothing but this text. */
export const textPart = (text: string): Part => ({ text, media: [], options: {} });

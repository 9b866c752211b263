/** What a container and the post made of it have in common: everything its author asked for. */
import * as z from 'zod';

/** A fetched image or video: what is known of it; `isKept` says whether the bytes are in the media store, under the hash. */
const mediaSchema = z.object({
  kind: z.enum(['image', 'video']),
  type: z.enum(['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime']),
  sizeBytes: z.number(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  durationMs: z.number().nullable(),
  isKept: z.boolean(),
});

const rangeSchema = z.strictObject({ offset: z.int().min(0), length: z.int().min(1) });
const stylesSchema = z.array(z.enum(['bold', 'italic', 'highlight', 'underline', 'strikethrough'])).min(1);
const optionSchema = z.string().refine((text) => text.trim() !== '' && [...text].length <= 25, '1 to 25 characters');

/** doc [polls]; that D needs C: seen [tg-valid] */
export const pollSchema = z
  .strictObject({ option_a: optionSchema, option_b: optionSchema, option_c: optionSchema.optional(), option_d: optionSchema.optional() })
  .refine(({ option_c, option_d }) => option_d === undefined || option_c !== undefined, 'option_d needs option_c');

/** TENOR ended on 2026-03-31. doc [posts], [changelog] */
export const gifSchema = z.strictObject({ gif_id: z.string().regex(/^[A-Za-z0-9]+$/), provider: z.literal('GIPHY') });

/** doc [textatt]; offsets count UTF-8 bytes: seen [mcp] */
export const textAttachmentSchema = z.strictObject({
  plaintext: z.string().refine((text) => text.trim() !== '' && [...text].length <= 10_000, '1 to 10000 characters'),
  link_attachment_url: z.url({ protocol: /^https?$/ }).optional(),
  text_with_styling_info: z.array(rangeSchema.extend({ styling_info: stylesSchema })).optional(),
});

/** doc [spoilers] */
export const textEntitiesSchema = z
  .array(rangeSchema.extend({ entity_type: z.enum(['SPOILER', 'spoiler']) }))
  .min(1)
  .max(10);

/** The later fields have defaults, so that a store written before they existed can still be read. */
export const contentSchema = z.object({
  mediaType: z.string(),
  text: z.string(),
  topicTag: z.string().nullable(),
  linkAttachmentUrl: z.string().nullable(),
  replyControl: z.string().nullable(),
  replyToId: z.string().nullable(),
  media: mediaSchema.nullable().default(null),
  altText: z.string().nullable().default(null),
  quotedPostId: z.string().nullable().default(null),
  poll: pollSchema.nullable().default(null),
  gif: gifSchema.nullable().default(null),
  textAttachment: textAttachmentSchema.nullable().default(null),
  textEntities: textEntitiesSchema.nullable().default(null),
  isSpoilerMedia: z.boolean().default(false),
  isGhost: z.boolean().default(false),
  needsReplyApproval: z.boolean().default(false),
  countryCodes: z.array(z.string()).nullable().default(null),
  locationId: z.string().nullable().default(null),
  isSharedToInstagram: z.boolean().default(false),
});

export type Content = z.infer<typeof contentSchema>;
export type Media = z.infer<typeof mediaSchema>;
export type Poll = z.infer<typeof pollSchema>;
export type TextAttachment = z.infer<typeof textAttachmentSchema>;
export type TextEntities = z.infer<typeof textEntitiesSchema>;

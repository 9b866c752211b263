/** One uploaded image or video of one user: from a signed address over a check to an immutable public object. Bytes never change. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';
import { type FileFacts, factsSchema, refusalCodes } from './media-inspect/verdict.ts';

export const mediaTypes = {
  'image/jpeg': { kind: 'image', extension: 'jpg' },
  'image/png': { kind: 'image', extension: 'png' },
  'video/mp4': { kind: 'video', extension: 'mp4' },
  'video/quicktime': { kind: 'video', extension: 'mov' },
} as const;
export type MediaType = keyof typeof mediaTypes;
export const mediaTypeSchema = z.enum(['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime']);

/** What Threads takes: 8 MB and 1 GB. @see https://developers.facebook.com/docs/threads/posts (read 2026-11-23) */
export const maxSizeBytes = { image: 8 * 1024 ** 2, video: 1024 ** 3 } as const;

/** How long the signed address works. */
export const uploadWindowMs = 15 * 60_000;
/** An upload that never came to an end is forgotten after this. The bucket drops what lies in `incoming/` after a day, too. */
export const unfinishedLifeMs = 24 * 3_600_000;
/** A checked file that no post uses is kept this long. */
export const unusedLifeMs = 7 * 24 * 3_600_000;
/** A removed upload's row stays this long, so that a check which was under way finds out and cleans up after itself. */
export const removedLifeMs = 2 * 24 * 3_600_000;

/** 256 random bits as 43 characters of an address. */
const objectKeyPattern = /^m\/[A-Za-z0-9_-]{43}\.(?:jpg|png|mp4|mov)$/;

export const mediaSchema = z.object({
  id: idSchema('med'),
  userId: idSchema('usr'),
  state: z.enum(['uploading', 'ready', 'refused', 'deleted']),
  contentType: mediaTypeSchema,
  sizeBytes: z.number(),
  /** Of the whole file, hexadecimal: declared by the uploader, enforced by S3, bound by approvals. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  filename: z.optional(z.string()),
  /** Where the browser puts it; never served. */
  incomingKey: z.string(),
  /** Where it lies once checked: the path below the media origin. Told to nobody before the state is `ready`. */
  objectKey: z.string().check(z.regex(objectKeyPattern)),
  facts: z.optional(factsSchema),
  refusal: z.optional(z.enum(refusalCodes)),
  /** Posts that took it in, whether or not they still show it. Older rows have none. */
  usedBy: z._default(z.array(idSchema('post')), []),
  rev: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  expiresAt: z.string(),
  /** When the timer comes: to expire it, or to take the files of what was removed. */
  lookAt: z.optional(z.string()),
});
export type Media = z.infer<typeof mediaSchema>;

export const kindOf = ({ contentType }: Pick<Media, 'contentType'>) => mediaTypes[contentType].kind;

const after = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

export const incomingKey = (userId: string, mediaId: string): string => `incoming/${userId}/${mediaId}`;
const incomingKeySchema = z.tuple([z.literal('incoming'), idSchema('usr'), idSchema('med')]);

/** Whose upload lies at this key; undefined for a key that we did not give out. */
export function parseIncomingKey(key: string): { userId: string; mediaId: string } | undefined {
  const parsed = z.safeParse(incomingKeySchema, key.split('/'));
  return parsed.success ? { userId: parsed.data[1], mediaId: parsed.data[2] } : undefined;
}

type Declared = Pick<Media, 'id' | 'userId' | 'contentType' | 'sizeBytes' | 'sha256'> & { filename?: string | undefined };

/** `secret` names the public object: 43 characters, unguessable. */
export const newMedia = ({ filename, ...declared }: Declared, secret: string, at: Date): Media => ({
  ...declared,
  ...(filename === undefined ? {} : { filename }),
  state: 'uploading',
  usedBy: [],
  incomingKey: incomingKey(declared.userId, declared.id),
  objectKey: `m/${secret}.${mediaTypes[declared.contentType].extension}`,
  rev: 1,
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  expiresAt: after(at, unfinishedLifeMs),
  lookAt: after(at, unfinishedLifeMs),
});

const moved = (media: Media, at: Date, lifeMs: number): Media => ({
  ...media,
  rev: media.rev + 1,
  updatedAt: at.toISOString(),
  expiresAt: after(at, lifeMs),
  lookAt: after(at, lifeMs),
});

export const ready = (media: Media, facts: FileFacts, at: Date): Media => ({ ...moved(media, at, unusedLifeMs), state: 'ready', facts });
export const refused = (media: Media, refusal: NonNullable<Media['refusal']>, at: Date): Media => ({
  ...moved(media, at, unfinishedLifeMs),
  state: 'refused',
  refusal,
});

/** What is left of a removed upload: ids, keys and times, so that every copy can be found and removed. */
export function removed(media: Media, at: Date): Media {
  const { filename: _, facts: __, ...rest } = moved(media, at, removedLifeMs);
  return { ...rest, state: 'deleted', lookAt: at.toISOString() };
}

/** Its files are gone; the note goes at its time. */
export const erased = (media: Media, at: Date): Media => ({
  ...media,
  rev: media.rev + 1,
  updatedAt: at.toISOString(),
  lookAt: media.expiresAt,
});

/** Most posts that take in one upload. */
export const maxUses = 100;
/** A post takes it in: it lives on. Committed with the post, so that a removal at the same moment loses. */
export const usedIn = (media: Media, postId: string, at: Date): Media => ({
  ...moved(media, at, unusedLifeMs),
  usedBy: [...media.usedBy, postId],
});

/** Some post still shows it: it lives on. */
export const stillUsed = (media: Media, at: Date): Media => moved(media, at, unusedLifeMs);

export const isExpired = ({ state, expiresAt }: Pick<Media, 'state' | 'expiresAt'>, now: Date): boolean =>
  state === 'deleted' || Date.parse(expiresAt) <= now.getTime();

/** @throws {AppError} `invalid` `media_too_large` (413). */
export function requireFits({ contentType, sizeBytes }: Pick<Media, 'contentType' | 'sizeBytes'>): void {
  const { kind } = mediaTypes[contentType];
  const limit = maxSizeBytes[kind];
  if (sizeBytes <= limit) return;
  const detail = kind === 'image' ? 'An image may have 8 MB at most.' : 'A video may have 1 GB at most.';
  throw new AppError('invalid', 'media_too_large', detail, {
    status: 413,
    findings: [{ pointer: '#/size_bytes', code: 'media_too_large', detail, limit, actual: sizeBytes }],
    remediation: 'Export it smaller and upload it again.',
  });
}

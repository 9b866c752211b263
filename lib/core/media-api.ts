/** Uploads on the HTTP surface: the body of `POST /v1/media` and the answer of all media routes. */
import * as z from 'zod/mini';
import { type Media, type MediaType, mediaTypeSchema } from './media.ts';
import type { RefusalCode } from './media-inspect/verdict.ts';

/** SHA-256 as 64 hexadecimal digits, or as base64 of 32 bytes. */
const sha256 = z.string().check(z.regex(/^(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/, 'SHA-256 in hexadecimal or base64.'));

export const mediaInput = z.strictObject({
  filename: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  content_type: mediaTypeSchema,
  size_bytes: z.number().check(z.int(), z.positive()),
  sha256,
});
export type MediaInput = z.infer<typeof mediaInput>;

export type UploadView = { url: string; method: 'PUT'; headers: Record<string, string>; expires_at: string };

export type MediaView = {
  object: 'media';
  id: string;
  state: Exclude<Media['state'], 'deleted'>;
  kind: 'image' | 'video';
  content_type: MediaType;
  size_bytes: number;
  /** Hexadecimal. */
  sha256: string;
  filename: string | null;
  /** Public address; null until the check was passed. */
  url: string | null;
  width: number | null;
  height: number | null;
  video: { duration_ms: number; codec: string; frames_per_second: number; is_index_first: boolean; has_edits: boolean } | null;
  /** Why it cannot be used. */
  refusal: { code: RefusalCode; sentence: string } | null;
  created_at: string;
  /** When it is removed, unless a post uses it by then. */
  expires_at: string;
};

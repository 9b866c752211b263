/** The records of the sandbox, the pretend platform inside Postora: what it granted, prepared and shows. Only its provider, store and page know them. */
import * as z from 'zod/mini';
import { mediaKinds, optionsSchema } from './content.ts';
import type { Write } from './ports.ts';

/** Stored under the hash of the secret that it belongs to. */
export const sandboxGrantSchema = z.object({
  /** A code is exchanged once for a token; a token opens the account. */
  use: z.enum(['code', 'token']),
  scopes: z.array(z.string()),
  /** Of a code: where it was sent, and the only place from which it is exchanged. */
  redirectUri: z.optional(z.string()),
  expiresAt: z.string(),
});
export type SandboxGrant = z.infer<typeof sandboxGrantSchema>;

const content = {
  text: z.string(),
  media: z.array(z.object({ kind: z.enum(mediaKinds), url: z.string(), alt: z.string() })),
  options: optionsSchema,
  replyTo: z.optional(z.string()),
};

/** What `create` made and nobody sees yet. With `postId` it is used up: a container is published once. */
export const sandboxContainerSchema = z.object({
  ...content,
  id: z.string(),
  createdAt: z.string(),
  rev: z.number(),
  postId: z.optional(z.string()),
});
export type SandboxContainer = z.infer<typeof sandboxContainerSchema>;

export const sandboxPostSchema = z.object({ ...content, id: z.string(), publishedAt: z.string() });
export type SandboxPost = z.infer<typeof sandboxPostSchema>;
/** A first post with all answers below it, oldest first. */
export type SandboxThread = { post: SandboxPost; replies: SandboxPost[] };

/** When the posts of the rolling window went out, in milliseconds since 1970. */
export const sandboxQuotaSchema = z.object({ rev: z.number(), publishedAt: z.array(z.number()) });
export type SandboxQuota = z.infer<typeof sandboxQuotaSchema>;

export const sandboxQuotaTotal = 250;
export const sandboxQuotaWindowMs = 24 * 3_600_000;
/** A container is published within a day, or never. */
export const containerLifeMs = 24 * 3_600_000;

/** One account per user, the same after every consent. */
export const sandboxAccountOf = (userId: string): string => userId.replace(/^usr_/, '');

const idDigits = 19;
/** The first post of the thread that a post belongs to: its id begins the id of every answer. */
export const threadOf = (postId: string): string => postId.slice(0, idDigits);

/** Digits only, as ids of posts are; sorts by time. An answer's id begins with that of its thread. */
export function newSandboxPostId(now: Date, random: Uint8Array, replyTo?: string): string {
  const chance = random.reduce((sum, byte) => (sum * 256 + byte) % 1_000_000, 0);
  const own = `${String(now.getTime()).padStart(13, '0')}${String(chance).padStart(6, '0')}`;
  return replyTo === undefined ? own : `${threadOf(replyTo)}${own}`;
}

export const inWindow = (quota: SandboxQuota | undefined, now: Date): number[] =>
  (quota?.publishedAt ?? []).filter((atMs) => atMs > now.getTime() - sandboxQuotaWindowMs);

/** Everything is kept by account; a foreign container or post is not there. Writes fail with `conflict` when their condition does. */
export type SandboxStore = {
  grant: (accountId: string, secretHash: string) => Promise<SandboxGrant | undefined>;
  container: (accountId: string, id: string) => Promise<SandboxContainer | undefined>;
  post: (accountId: string, id: string) => Promise<SandboxPost | undefined>;
  quota: (accountId: string) => Promise<SandboxQuota | undefined>;
  /** Newest first; `after` is the id of the last first post seen. */
  threads: (accountId: string, limit: number, after?: string) => Promise<{ threads: SandboxThread[]; next?: string }>;
  createGrant: (accountId: string, secretHash: string, grant: SandboxGrant) => Write;
  /** Of two uses at once one fails. */
  consumeGrant: (accountId: string, secretHash: string, grant: SandboxGrant) => Write;
  /** Nobody took it back. */
  checkGrant: (accountId: string, secretHash: string, grant: SandboxGrant) => Write;
  createContainer: (accountId: string, container: SandboxContainer) => Write;
  replaceContainer: (accountId: string, container: SandboxContainer) => Write;
  createPost: (accountId: string, post: SandboxPost) => Write;
  /** If it is still exactly as it was seen. */
  putQuota: (accountId: string, quota: SandboxQuota) => Write;
  /** Takes all grants back, then removes everything else of the account; harmless when repeated. */
  forget: (accountId: string) => Promise<void>;
};

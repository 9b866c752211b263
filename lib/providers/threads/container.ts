/** What a content becomes at Threads, and what we remember of it. A new kind of media is one more row here. */
import * as z from 'zod/mini';
import type { Content, Memo } from '../../core/provider.ts';

/** How one kind of content is created, how it is called when it is read back, and how patient we are. */
export type MediaKind = {
  form: (content: Content) => Readonly<Record<string, string>>;
  listedAs: string;
  /** Seconds after creation at which the status is read; the last gap repeats. */
  lookSeconds: readonly number[];
  repeatSeconds: number;
  /** Youngest age at which a container is published, even if it is ready sooner. */
  minAgeMs: number;
  /** A container that is still in progress at this age is given up. */
  maxAgeMs: number;
};

const kinds = {
  text: {
    form: ({ text }) => ({ media_type: 'TEXT', text }),
    listedAs: 'TEXT_POST',
    lookSeconds: [2, 4, 8, 16, 30],
    repeatSeconds: 30,
    minAgeMs: 5_000,
    maxAgeMs: 300_000,
  },
} as const satisfies Record<string, MediaKind>;

export const kindOf = (_content: Content): MediaKind => kinds.text;

const memoSchema = z.object({ container_id: z.string(), created_at: z.string() });

export type Container = { id: string; createdAt: Date };

export const toMemo = ({ id, createdAt }: Container): Memo => ({ container_id: id, created_at: createdAt.toISOString() });

/** @throws {ZodError} for a memo that we did not write */
export function fromMemo(memo: Memo): Container {
  const { container_id, created_at } = memoSchema.parse(memo);
  return { id: container_id, createdAt: new Date(created_at) };
}

/** What the status call tells. @see https://developers.facebook.com/documentation/threads/troubleshooting */
export const statusSchema = z.object({ status: z.string(), error_message: z.optional(z.nullable(z.string())) });
export const statusFields = 'id,status,error_message';

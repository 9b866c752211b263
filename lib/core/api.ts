/** The HTTP surface: request bodies as strict schemas, answers as types. snake_case outside, camelCase inside. */
import * as z from 'zod/mini';
import type { Explanation } from './failures.ts';
import { idSchema } from './ids.ts';
import { maxTargets } from './post.ts';
import type { PostStatus } from './post-status.ts';
import type { HoldReason, PublicationState } from './publication.ts';
import { addressSchema } from './user.ts';

/** Longest text that is stored at all; what a platform accepts is a rule, not a limit of the API. */
const maxStoredText = 20_000;
const token = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'This link is not complete.'));
/** Half a character would be changed on its way out, so what went out would not be what was approved. */
const text = z.string().check(
  z.maxLength(maxStoredText),
  z.refine((value: string) => value.isWellFormed(), 'The text holds half of a character.'),
);
const targets = z.array(idSchema('con')).check(z.maxLength(maxTargets));

export const linkInput = z.strictObject({ address: addressSchema });
export const redeemInput = z.strictObject({ token });
export const acceptInviteInput = z.strictObject({ token });
export const postInput = z.strictObject({ text, targets });
export const postPatch = z.strictObject({
  text: z.optional(text),
  targets: z.optional(targets),
});
export const approveInput = z.strictObject({ expected_hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });
export const emptyInput = z.strictObject({});

export type ListView<T> = { object: 'list'; data: T[]; has_more: boolean; next_cursor: string | null };

export type MeView = {
  object: 'user';
  id: string;
  address: string;
  created_at: string;
  session: { id: string; expires_at: string; proof_expires_at: string };
};

export type SessionView = {
  object: 'session';
  id: string;
  created_at: string;
  last_seen_at: string;
  user_agent: string;
  is_current: boolean;
};

export type ProviderView = { object: 'provider'; name: string; label: string };

export type ConnectionView = {
  object: 'connection';
  id: string;
  provider: string;
  username: string;
  name: string;
  picture_url: string;
  biography: string;
  scopes: string[];
  can_publish: boolean;
  connected_at: string;
  token_expires_at: string;
};

export type FailureView = Explanation & {
  code: string;
  /** False when even we do not know the reason, so that a report helps. */
  is_known: boolean;
  provider: Record<string, string | number>;
};

export type PublicationView = {
  object: 'publication';
  id: string;
  connection_id: string;
  state: PublicationState;
  hold_reason: HoldReason | null;
  failure: FailureView | null;
  remote_id: string | null;
  permalink: string | null;
  published_at: string | null;
  updated_at: string;
  steps: { at: string; what: string }[];
};

export type ApprovalView = { object: 'approval'; id: string; hash: string; approved_at: string };

export type PostView = {
  object: 'post';
  id: string;
  text: string;
  targets: string[];
  /** What an approval of this very content must name. */
  hash: string;
  status: PostStatus;
  /** The newest approval of this very content. */
  approval: ApprovalView | null;
  publications: PublicationView[];
  /** False while anything is out or may be out. */
  is_editable: boolean;
  created_at: string;
  updated_at: string;
};

export type FindingView = { pointer: string; code: string; detail: string; limit?: number; actual?: number; remediation?: string };
export type ValidationView = { object: 'validation'; valid: boolean; errors: FindingView[]; warnings: FindingView[] };

/** RFC 9457. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  request_id: string;
  retryable: boolean;
  remediation?: string;
  errors?: FindingView[];
};

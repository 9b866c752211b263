/** The HTTP surface: request bodies as strict schemas, answers as types. snake_case outside, camelCase inside. */
import * as z from 'zod/mini';
import { addressSchema } from './address.ts';
import type { Connection } from './connection.ts';
import { type MediaKind, mediaKinds, replyAudiences } from './content.ts';
import type { EndedBy } from './ending.ts';
import type { Explanation } from './failures.ts';
import { idSchema } from './ids.ts';
import { maxTargets } from './post.ts';
import type { PostStatus } from './post-status.ts';
import type { Saw } from './provider.ts';
import type { Difference, HoldReason, PublicationState } from './publication.ts';
import { latePolicies, type Schedule, type UnclearPolicy, unclearPolicies } from './schedule.ts';

/** Longest text that is stored at all; what a platform accepts is a rule, not a limit of the API. */
const maxStoredText = 20_000;
const token = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'This link is not complete.'));
/** Half a character would be changed on its way out, so what went out would not be what was approved. */
const words = (most: number) =>
  z.string().check(
    z.maxLength(most),
    z.refine((value: string) => value.isWellFormed(), 'The text holds half of a character.'),
  );
const text = words(maxStoredText);
/** Longest list that is stored at all. */
const maxStoredList = 50;
const maxAddress = 2_048;
const mediaItem = z.union([
  z.strictObject({ media_id: idSchema('med'), alt: z.optional(words(4_000)) }),
  z.strictObject({ url: words(maxAddress), kind: z.enum(mediaKinds), alt: z.optional(words(4_000)) }),
]);
const options = z.strictObject({
  topic_tag: z.optional(words(200)),
  reply_audience: z.optional(z.enum(replyAudiences)),
  link_attachment: z.optional(words(maxAddress)),
  poll: z.optional(z.array(words(200)).check(z.maxLength(maxStoredList))),
  gif_id: z.optional(words(200)),
  quote_post_id: z.optional(words(200)),
  is_spoiler: z.optional(z.boolean()),
});
const schedule = z.strictObject({
  /** `2026-07-01T09:00`, as a clock in `zone` shows it. */
  wall_time: words(40),
  /** IANA name. */
  zone: words(100),
  /** Needed only on the day that the clocks go back. */
  occurrence: z.optional(z.enum(['first', 'second'])),
  if_late: z.optional(z.enum(latePolicies)),
});
const media = z.array(mediaItem).check(z.maxLength(maxStoredList));
const reply = z.strictObject({ text, media: z.optional(media), options: z.optional(options) });
const replies = z.array(reply).check(z.maxLength(maxStoredList));
const targets = z.array(idSchema('con')).check(z.maxLength(maxTargets));

export const linkInput = z.strictObject({ address: addressSchema });
export const redeemInput = z.strictObject({ token });
export const acceptInviteInput = z.strictObject({ token });
/** `media`, `options` and `replies` left out are empty; a post without `schedule` goes out when it is approved. */
export const postInput = z.strictObject({
  text,
  media: z.optional(media),
  options: z.optional(options),
  replies: z.optional(replies),
  /** Null: as soon as it is approved. */
  schedule: z.optional(z.nullable(schedule)),
  /** After an unclear answer: `ask`, or send it once more if it cannot be found for ten minutes, at the risk that it is public twice. */
  if_unclear: z.optional(z.enum(unclearPolicies)),
  targets,
});
/** What is given replaces the whole of it; what is left out stays. */
export const postPatch = z.partial(postInput);
export type ScheduleInput = z.infer<typeof schedule>;
export type PartInput = z.infer<typeof reply>;
export type PostInput = z.infer<typeof postInput>;
export type PostPatch = z.infer<typeof postPatch>;
export type OptionsView = z.infer<typeof options>;
export const approveInput = z.strictObject({
  expected_hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** A second yes: the same text was approved for this connection within a day, and shall go out all the same. */
  repeat: z.optional(z.boolean()),
});
/** What a person found on the platform, when Postora could not find out. */
export const resolveInput = z.strictObject({ outcome: z.enum(['published', 'not_published']) });
export type ApproveInput = z.infer<typeof approveInput>;
export type ResolveInput = z.infer<typeof resolveInput>;
export const confirmDeletionInput = z.strictObject({ token });
export const deletionInput = z.strictObject({ scope: z.literal('everything') });
export const emptyInput = z.strictObject({});

export type ListView<T> = { object: 'list'; data: T[]; has_more: boolean; next_cursor: string | null };

export type MeView = {
  object: 'user';
  id: string;
  address: string;
  created_at: string;
  /** The operator has stopped all publishing since then; null while it goes on. */
  publishing_stopped: { since: string; reason: string } | null;
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

/** Instants are ISO 8601; null is "not yet" or "not known". */
export type ConnectionHealthView = {
  /** `ending`: soon over and not renewed yet. `reconnect`: over, or the platform refuses it, or refuses to renew it. `disconnecting`: told to stop. */
  state: 'good' | 'ending' | 'reconnect' | 'disconnecting';
  valid_until: string;
  last_refresh_at: string | null;
  /** Null as soon as a refresh has worked again. */
  last_refresh_failed_at: string | null;
  last_success_at: string | null;
  /** When a publication could not go on because the present token does not work. */
  refused_at: string | null;
  quota: { used: number; total: number; window_seconds: number; read_at: string } | null;
  /** When the consent itself ends, unless a refresh or a new consent extends it. */
  grant_ends_at: string;
};

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
  /** `disconnecting`: nothing new goes out; it is gone as soon as nothing that began before can be under way. */
  state: Connection['state'];
  /** While it is being disconnected: by whom, and when that ends by itself (null: within some minutes, with the deletion that it belongs to). */
  stopped_by: EndedBy | null;
  ends_at: string | null;
  health: ConnectionHealthView;
};

/** `ends_at`: when the rest ends by itself; null once it is done. */
export type DisconnectionView = {
  object: 'disconnection';
  connection_id: string;
  state: 'done' | 'disconnecting';
  ends_at: string | null;
  canceled_publications: number;
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
  /** Null: as soon as it was approved. */
  publish_at: string | null;
  hold_reason: HoldReason | null;
  /** Who ended it before it was out; null if nobody did, or if it is not known any more. */
  ended_by: EndedBy | null;
  /** Nobody knows yet whether the present part is out. In `unknown` and `held` the owner may look and say. */
  may_be_out: boolean;
  failure: FailureView | null;
  /** When the newest publish call of the present part began. */
  sent_at: string | null;
  /** Of the first part, as are `permalink` and `published_at`. */
  remote_id: string | null;
  permalink: string | null;
  published_at: string | null;
  /** What is out so far, in order; a post without replies has one part. */
  parts: PublishedPartView[];
  part_count: number;
  /** What the platform shows is not what was approved, or it took the post down, or shows it twice. */
  difference: Difference | null;
  /** The second public copy; `part` counts from 0. Null in a field: its address is not known. */
  twin: { part: number; remote_id: string | null; permalink: string | null } | null;
  /** While its owner is asked, or has said that it is not there: when Postora looks for it next. */
  looks_again_at: string | null;
  updated_at: string;
  /** `saw`: what the platform showed at a look for it. */
  steps: { at: string; what: string; saw: Saw | null }[];
};

export type PublishedPartView = { remote_id: string | null; permalink: string | null; published_at: string };

export type ApprovalView = { object: 'approval'; id: string; hash: string; approved_at: string };

/** `media_id` and `sha256` are null for media at an address of the user's, which is not frozen. */
export type MediaItemView = { kind: MediaKind; media_id: string | null; sha256: string | null; url: string; alt: string };
/** `at` is the instant, `wall_time` and `zone` what was chosen. */
export type ScheduleView = { at: string; wall_time: string; zone: string; if_late: Schedule['ifLate'] };
export type PartView = { text: string; media: MediaItemView[]; options: OptionsView };

export type PostView = PartView & {
  object: 'post';
  id: string;
  /** Further parts, each a reply to the one before. */
  replies: PartView[];
  schedule: ScheduleView | null;
  if_unclear: UnclearPolicy;
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

/** The port every platform implements. Each call makes at most one remote write and never sleeps; the engine stores each answer first. */
import type { MediaKind, Options } from './content.ts';
import type { Failure } from './failures.ts';

export const providerNames = ['threads', 'sandbox'] as const;
export type ProviderName = (typeof providerNames)[number];

/** What a post may hold; `chain` is further parts as replies. */
export type Capability = MediaKind | 'text' | 'carousel' | 'poll' | 'gif' | 'quote' | 'chain' | 'topic' | 'audience' | 'link' | 'spoiler';

/** `grantDays`: how long a consent lasts unless it is refreshed. */
type ProviderFacts = { label: string; requiredScopes: readonly string[]; grantDays: number; capabilities: readonly Capability[] };

/** What the rest of Postora must know of a platform without talking to it. */
export const providerFacts = {
  threads: {
    label: 'Threads',
    requiredScopes: ['threads_basic', 'threads_content_publish'],
    grantDays: 90,
    capabilities: ['text', 'image', 'video', 'carousel', 'poll', 'gif', 'quote', 'chain', 'topic', 'audience', 'link', 'spoiler'],
  },
  /** The pretend platform inside Postora. */
  sandbox: {
    label: 'Sandbox',
    requiredScopes: ['sandbox_publish'],
    grantDays: 90,
    capabilities: ['text', 'image', 'video', 'carousel', 'poll', 'gif', 'quote', 'chain', 'topic', 'audience', 'link', 'spoiler'],
  },
} as const satisfies Record<ProviderName, ProviderFacts>;

/** Were all scopes granted without which nothing can be published? */
export const mayPublish = (provider: ProviderName, scopes: readonly string[]): boolean =>
  providerFacts[provider].requiredScopes.every((scope) => scopes.includes(scope));

/** What the provider must remember between steps; opaque to everybody else, stored with the publication. */
export type Memo = Readonly<Record<string, string>>;

/** A picture or film at a public address; `alt` may be empty. */
export type ContentMedia = { kind: MediaKind; url: string; alt: string };

/** One part of what is published: exactly the approved content. `replyTo` is the remote id of the part before, in a chain. */
export type Content = { text: string; media: readonly ContentMedia[]; options: Options; replyTo?: string };

/** Posts of the rolling window, by whatever service they were made; `total` is when the platform refuses. */
export type Quota = { used: number; total: number; windowMs: number };

/** What the platform shows of a published post now. */
export type ReadBack =
  /** `itemCount`: pictures and films; `isSameText` is false when the platform changed the words (a tag's `#` does not count). */
  | { kind: 'shown'; permalink?: string; isSameText: boolean; itemCount: number }
  /** It said clearly that there is no such post (any more). */
  | { kind: 'gone' }
  /** `isListedAbsent`: not published by the list, long after the call, and of the preparation nothing is left that could tell more. */
  | { kind: 'unclear'; isListedAbsent?: boolean };

export type Profile = { remoteId: string; username: string; name: string; pictureUrl: string; biography: string };
export type Granted = { accessToken: string; expiresAt: Date };

export type Prepared =
  /** The platform is still working on it: ask again after `waitMs`. */
  | { kind: 'waiting'; memo: Memo; waitMs: number }
  /** May be sent, at the earliest after `waitMs`. */
  | { kind: 'ready'; memo: Memo; waitMs: number }
  /** What was prepared is lost at the platform and was never sent: begin again. `failure` is the reason once that has been tried enough. */
  | { kind: 'gone'; failure?: Failure }
  /** Nothing learned; nothing written that could become visible. */
  | { kind: 'unreachable'; failure: Failure; waitMs?: number }
  | { kind: 'rejected'; failure: Failure }
  /** Published already, says the platform (an earlier attempt came through). */
  | { kind: 'published' };

export type Sent =
  | { kind: 'sent'; remoteId: string }
  /** An explicit answer: not published by this call. `again` says whether the same prepared content may be sent later. */
  | { kind: 'refused'; failure: Failure; again: boolean }
  /** It may be published: find out, never repeat. */
  | { kind: 'unknown'; failure: Failure };

/** What the platform said of the preparation when it was looked for, and what its list of posts showed: for the person who is asked. */
export const seenPreparations = ['published', 'ready', 'working', 'broken', 'missing', 'unreadable'] as const;
export const seenLists = ['there', 'not_there', 'several', 'alike', 'unreadable', 'not_asked'] as const;
export type Saw = { preparation: (typeof seenPreparations)[number]; list: (typeof seenLists)[number] };

export type Found = { saw?: Saw } & (
  | { kind: 'published'; remoteId?: string }
  /**
   * Not there by all that the platform shows, and not soon after the call. That is no proof: both views can be stale. `usable` says whether
   * the prepared content can still be sent.
   */
  | { kind: 'absent'; usable: boolean }
  /** `isListedAbsent`: not published by the list, long after the call, and of the preparation nothing is left that could tell more. */
  | { kind: 'unclear'; isListedAbsent?: boolean }
);

/**
 * `sentAt` is when the newest publish call began, `since` when the first unclear one did; `now` is the caller's clock. `isAlone` is false when
 * other posts say the same on purpose: then a list of posts proves nothing. A post that `isTaken` is known to be another publication's.
 */
export type FindInput = {
  memo: Memo;
  content: Content;
  sentAt: Date;
  since: Date;
  now: Date;
  isAlone: boolean;
  isTaken?: (remoteId: string) => Promise<boolean>;
};

/** What connecting and staying connected need. Token arguments are plaintext and live only for the call. @throws {AppError} `reconnect`, `unavailable`, `rejected` from the OAuth calls. */
export type ProviderAccess = {
  name: ProviderName;
  /** `userId` is ours; only a platform that Postora itself plays needs it. */
  authorizationUrl: (input: { state: string; redirectUri: string; userId: string }) => Promise<string>;
  /** Exchanges the code for a long-lived token. */
  exchangeCode: (input: { code: string; redirectUri: string; now: Date }) => Promise<Granted>;
  /** A token that ends later, for one that has not ended. The old one may stop working soon. */
  refresh: (token: string, now: Date) => Promise<Granted>;
  profile: (token: string) => Promise<Profile>;
  /** Scopes that were really granted, found by a probe. */
  grantedScopes: (token: string) => Promise<readonly string[]>;
};

/** One platform, whole. */
export type Provider = ProviderAccess & {
  /** Starts (no memo) or looks at (memo) the preparation of one publication. */
  prepare: (token: string, input: { content: Content; memo?: Memo; polls: number; now: Date }) => Promise<Prepared>;
  send: (token: string, memo: Memo) => Promise<Sent>;
  find: (token: string, input: FindInput) => Promise<Found>;
  /** Best effort: undefined whenever the platform does not tell; then publishing goes on without. */
  quota: (token: string, content: Content) => Promise<Quota | undefined>;
  readBack: (token: string, remoteId: string, content: Content) => Promise<ReadBack>;
};

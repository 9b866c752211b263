/** Valid things; a test states only what it is about. */
import type { Approval } from '../../lib/core/approval.ts';
import type { Connection, OauthState } from '../../lib/core/connection.ts';
import { contentHash } from '../../lib/core/content-hash.ts';
import type { IdPrefix } from '../../lib/core/ids.ts';
import type { RandomBytes } from '../../lib/core/ports.ts';
import type { Post, PostContent } from '../../lib/core/post.ts';
import type { Publication } from '../../lib/core/publication.ts';
import { newPublication } from '../../lib/core/publication-moves.ts';
import { envelope } from '../../lib/core/sealed-fields.ts';
import type { Session } from '../../lib/core/session.ts';
import type { User } from '../../lib/core/user.ts';

export const startAt = new Date('2026-11-23T09:00:00.000Z');
export const inMs = (ms: number, from: Date = startAt): Date => new Date(from.getTime() + ms);

/** The n-th id of its kind. */
export const anId = (prefix: IdPrefix, n = 1): string => `${prefix}_${String(n).padStart(26, '0')}`;

/** Fast, repeatable bytes (mulberry32): for tests only. */
export function seededBytes(seed: number): RandomBytes {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 24;
  };
  return (count) => Uint8Array.from({ length: count }, next);
}

export const aUser = (change: Partial<User> = {}): User => ({
  id: anId('usr'),
  address: 'ada@example.org',
  epoch: 1,
  createdAt: startAt.toISOString(),
  ...change,
});

export const aSession = (change: Partial<Session> = {}): Session => ({
  id: anId('ses'),
  userId: anId('usr'),
  userEpoch: 1,
  createdAt: startAt.toISOString(),
  lastSeenAt: startAt.toISOString(),
  provenAt: startAt.toISOString(),
  userAgent: 'test browser',
  ...change,
});

export const aConnection = (change: Partial<Connection> = {}): Connection => ({
  id: anId('con'),
  userId: anId('usr'),
  provider: 'threads',
  remoteId: '17841400000000001',
  remoteHash: 'a'.repeat(64),
  username: 'ada.paints',
  name: 'Ada',
  pictureUrl: 'https://pictures.example/ada.jpg',
  biography: 'Bridges.',
  scopes: ['threads_basic', 'threads_content_publish'],
  state: 'active',
  epoch: 1,
  keyVersion: 1,
  tokenExpiresAt: inMs(60 * 24 * 3_600_000).toISOString(),
  connectedAt: startAt.toISOString(),
  rev: 1,
  ...change,
});

/** A text alone, unless `change` says otherwise. */
export const aContent = (change: Partial<PostContent> = {}): PostContent => ({
  text: 'Bridges in the rain.',
  media: [],
  options: {},
  replies: [],
  targets: [anId('con')],
  ...change,
});

/** Its hash fits its content. */
export function aPost(change: Partial<Post> = {}): Post {
  const content = { ...aContent(), ...change };
  const times = { createdAt: startAt.toISOString(), updatedAt: startAt.toISOString() };
  return { id: anId('post'), userId: anId('usr'), hash: contentHash(content), rev: 1, ifUnclear: 'ask', ...times, ...content };
}

export const anApproval = (change: Partial<Approval> = {}): Approval => ({
  id: anId('apr'),
  userId: anId('usr'),
  postId: anId('post'),
  hash: aPost().hash,
  approvedAt: startAt.toISOString(),
  sessionId: anId('ses'),
  proof: 'mailed_link',
  provenAt: startAt.toISOString(),
  ...change,
});

/** Just approved, unless `change` says otherwise. */
export function aPublication(change: Partial<Publication> = {}): Publication {
  const of = { id: anId('pub'), userId: anId('usr'), postId: anId('post'), connectionId: anId('con'), approvalId: anId('apr') };
  const bound = { provider: 'threads', hash: aPost().hash, userEpoch: 1, connectionEpoch: 1 } as const;
  return {
    ...newPublication({ ...of, ...bound, partCount: 1, publishAt: undefined, ifLate: 'ask', isRepeatMeant: false }, startAt, undefined),
    ...change,
  };
}

/** As a sealed token and a wrapped key lie in the tables; nothing is in them. */
export const aSeal = (fill = 0): string => Buffer.concat([Buffer.from([envelope.version]), Buffer.alloc(100, fill)]).toString('base64');
export const aWrappedKey = (fill = 0): Uint8Array => new Uint8Array(60).fill(fill);

export const anOauthState = (change: Partial<OauthState> = {}): OauthState => ({
  userId: anId('usr'),
  sessionId: anId('ses'),
  browserHash: 'b'.repeat(64),
  provider: 'threads',
  purpose: 'connect',
  expiresAt: inMs(600_000).toISOString(),
  ...change,
});

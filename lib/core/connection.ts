/** One connected social account of one user. Its token is sealed elsewhere. */
import * as z from 'zod/mini';
import { endedBys } from './ending.ts';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';
import type { KeyContext } from './ports.ts';
import { providerNames } from './provider.ts';

export const connectionSchema = z.object({
  id: idSchema('con'),
  userId: idSchema('usr'),
  provider: z.enum(providerNames),
  remoteId: z.string(),
  /** Keyed hash of provider and remote id: one owner per remote account. */
  remoteHash: z.string(),
  username: z.string(),
  name: z.string(),
  pictureUrl: z.string(),
  biography: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(['active', 'disconnecting']),
  /** Goes up when everything of this connection must stop; running work compares it. */
  epoch: z.number(),
  /** Which data key of the vault seals the present token. */
  keyVersion: z.number(),
  tokenExpiresAt: z.string(),
  connectedAt: z.string(),
  /** When its owner last said yes; connections that were stored before this was kept have none. */
  consentedAt: z.optional(z.string()),
  /** The platform asked us to slow down for this account: nothing is asked of it until then. */
  coolUntil: z.optional(z.string()),
  /** While disconnecting: until then a worker that began before may still be at a call. */
  busyUntil: z.optional(z.string()),
  /** While disconnecting: who wants it. Older rows do not say. */
  stoppedBy: z.optional(z.enum(endedBys)),
  /** While its owner disconnects it: when the timer comes to finish that. */
  dueAt: z.optional(z.string()),
  rev: z.number(),
});
export type Connection = z.infer<typeof connectionSchema>;

/** A sealed token: `sealed` is base64 of version · salt · commitment · tag · ciphertext. Rows from before refreshing have the first three fields. */
export const sealedTokenSchema = z.object({
  sealed: z.string(),
  keyVersion: z.number(),
  expiresAt: z.string(),
  /** When its owner consented: two tokens of one consent can replace each other, the newest consent wins. */
  issuedAt: z.optional(z.string()),
  refreshedAt: z.optional(z.string()),
  /** When it is next looked at; absent once nothing more happens by itself. */
  dueAt: z.optional(z.string()),
  /** Goes up with each write under one key version. */
  rev: z._default(z.number(), 0),
});
export type SealedToken = z.infer<typeof sealedTokenSchema>;

export const oauthStateSchema = z.object({
  userId: idSchema('usr'),
  sessionId: idSchema('ses'),
  browserHash: z.string(),
  provider: z.enum(providerNames),
  purpose: z.literal('connect'),
  expiresAt: z.string(),
});
export type OauthState = z.infer<typeof oauthStateSchema>;

/** Told to stop before the timer held such rows: nothing but another request would end it. */
export const isForgotten = ({ state, stoppedBy, dueAt }: Connection): boolean =>
  state === 'disconnecting' && stoppedBy === undefined && dueAt === undefined;

/** The timer finishes it, as soon as nobody can be at a call any more. */
export const heldByTimer = (connection: Connection, now: Date): Connection => ({
  ...connection,
  // Not before now: the timer does not look into what is past.
  dueAt: new Date(Math.max(now.getTime(), Date.parse(connection.busyUntil ?? connection.connectedAt))).toISOString(),
  rev: connection.rev + 1,
});

/** When disconnecting ends by itself; undefined: it is none, or a deletion takes the connection along. */
export const endsAt = ({ state, dueAt }: Connection): Date | undefined =>
  state === 'disconnecting' && dueAt !== undefined ? new Date(dueAt) : undefined;

export const oauthStateLifeMs = 10 * 60_000;

type Sealable = Pick<Connection, 'id' | 'userId' | 'provider' | 'remoteHash' | 'keyVersion' | 'epoch'>;

/** What a token is bound to. Opaque ids only: KMS writes it into its audit log. Names match the duty table. */
export const tokenContext = (c: Sealable): KeyContext => ({
  purpose: 'token',
  connection: c.id,
  user: c.userId,
  provider: c.provider,
  remote_hash: c.remoteHash,
  key_version: String(c.keyVersion),
  epoch: String(c.epoch),
});

export const stateNotValid = (): AppError =>
  new AppError('invalid', 'state_not_valid', 'This sign-in at the platform was not started here, or too long ago.');
/** Another worker or a new consent was faster; the stored row is the truth. */
export const tokenMoved = (): AppError => new AppError('conflict', 'token_moved', 'This connection was renewed meanwhile.');
/** It can be connected again as soon as that is over. */
export const isDisconnecting = (connection: Connection): AppError =>
  new AppError('conflict', 'disconnecting', 'This account is just being disconnected.', {
    remediation: 'That ends by itself within a few minutes. Connect it again then.',
    ...(connection.dueAt === undefined ? {} : { endsAt: connection.dueAt }),
  });
export const ownedElsewhere = (): AppError =>
  new AppError('conflict', 'already_connected_elsewhere', 'This account is connected by somebody else.');

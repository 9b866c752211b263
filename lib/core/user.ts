/** A person who signs in: invited, because the beta is private. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';

export const userSchema = z.object({
  id: idSchema('usr'),
  address: z.string(),
  /** Goes up when everything of this user must stop; running work compares it. */
  epoch: z.number(),
  createdAt: z.string(),
  /** The deletion that is under way: from its first moment on the person can do nothing more. */
  deletion: z.optional(z.string()),
});
export type User = z.infer<typeof userSchema>;

/** The hash finds an open invite when its address is to be forgotten; invites made before there was one have none. */
export const inviteSchema = z.object({ address: z.string(), emailHash: z.optional(z.string()), expiresAt: z.string() });
export type Invite = z.infer<typeof inviteSchema>;

/** A mailed sign-in link: works once, in the browser that asked, for ten minutes. */
export const linkSchema = z.object({ userId: idSchema('usr'), userEpoch: z.number(), browserHash: z.string(), expiresAt: z.string() });
export type SignInLink = z.infer<typeof linkSchema>;

export const inviteLifeMs = 24 * 3_600_000;
export const linkLifeMs = 10 * 60_000;
/**
 * Most links, so that limits cost whoever asks and never the person who is named. `own` (a session of that very person) and `known` (a browser
 * in which they were signed in before) leave room for a proof every ten minutes and as many second tries; nobody else's asking counts there.
 * `unknown` is one browser that asks for one address; `client` one network address that asks for whomever; both by the hour, sliding.
 * `mailbox` is what all unknown browsers together may have sent to one address on one day: it keeps a mailbox from being flooded, no more.
 */
export const linkLimits = { own: 20, known: 20, unknown: 5, client: 20, mailbox: 20 } as const;
/** Most invitations that are accepted from one network address in an hour: a whole class may do so at once. */
export const maxInvitesPerClient = 200;
/** So many links on one day of the whole stage are unusual: each time, the operator is told, and nothing else happens. */
export const unusualLinksPerDay = 200;

/** The same answer for used, expired, foreign and never issued. */
export const linkNotValid = (): AppError =>
  new AppError('invalid', 'link_not_valid', 'This link does not work (any more).', {
    remediation: 'Ask for a new link and open it within ten minutes in the same browser.',
  });
export const inviteNotValid = (): AppError =>
  new AppError('invalid', 'invite_not_valid', 'This invitation does not work (any more).', {
    remediation: 'If you accepted it before, sign in. Otherwise ask for a new one.',
  });

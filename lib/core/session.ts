/** A signed-in browser: 256 random bits in a cookie, their SHA-256 in the table. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';

export const idleLifeMs = 24 * 3_600_000;
export const absoluteLifeMs = 7 * 24 * 3_600_000;
/** How long a proof of presence (a mailed link, later a passkey) counts. */
export const proofLifeMs = 10 * 60_000;
/** `lastSeenAt` is written at most this often. */
export const touchEveryMs = 10 * 60_000;

export const sessionSchema = z.object({
  id: idSchema('ses'),
  userId: idSchema('usr'),
  userEpoch: z.number(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  /** When the person last proved to be there. */
  provenAt: z.string(),
  /** What the browser called itself, for the list of sessions. */
  userAgent: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Session plus the hash it is stored under. */
export type OpenSession = Session & { tokenHash: string };

export const sessionEndsAt = (session: Session): Date =>
  new Date(Math.min(Date.parse(session.createdAt) + absoluteLifeMs, Date.parse(session.lastSeenAt) + idleLifeMs));

export const isSessionOpen = (session: Session, now: Date): boolean => now < sessionEndsAt(session);

export const proofEndsAt = (session: Session): Date => new Date(Date.parse(session.provenAt) + proofLifeMs);

export const notSignedIn = (): AppError =>
  new AppError('unauthenticated', 'not_signed_in', 'You are not signed in, or no longer.', { remediation: 'Sign in and try again.' });

/** @throws {AppError} `forbidden` `presence_proof_needed` when the last proof is older than ten minutes. */
export function requireProof(session: Session, now: Date): void {
  if (now < proofEndsAt(session)) return;
  throw new AppError('forbidden', 'presence_proof_needed', 'Please confirm that it is you.', {
    remediation: 'Ask for a new sign-in link and open it in this browser, then try again.',
  });
}

/** What is kept of mails to the help address, and for how long: ids, hashes and times, and one address until it is answered. */
import * as z from 'zod/mini';
import { mailDecisionSchema, personReasons } from './inbound-mail.ts';
import { mailIdSchema } from './ses-event.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const mailLimits = {
  /** The same mail, sent or delivered again, is known for so long. */
  seenMs: 7 * dayMs,
  /** One answer per address in this time. */
  answerEveryMs: dayMs,
  /** Answers to everybody together, in any hour. */
  answersPerHour: 20,
  /** Mails that are forwarded one by one in a day; the rest is counted in one digest. */
  forwardsPerDay: 100,
  /** Larger ones are told of, and stay in the bucket. */
  forwardMaxBytes: 7_000_000,
  /** Cases with a row of their own in a day; beyond them one row stands for all. */
  casesPerDay: 100,
  /** An answer that was not sent by then is not sent at all. */
  replyMs: dayMs,
  /** How long a raw mail lies in its bucket (infra/constructs/inbound-mail.ts). */
  rawDays: 14,
} as const;

/** What was decided about a mail. Until the mailer is asked, a repeated call of the function asks it; afterwards it does nothing. */
export const seenMailSchema = z.object({ mailId: mailIdSchema, decision: mailDecisionSchema, isTold: z.boolean(), expiresAt: z.string() });
export type SeenMail = z.infer<typeof seenMailSchema>;

/** Somebody was answered and is not answered again before this ends. */
export const answeredSchema = z.object({ mailId: mailIdSchema, expiresAt: z.string() });
export type Answered = z.infer<typeof answeredSchema>;

/** To whom the neutral answer goes: the one address that is not on file, read once and never put into a message. */
export const replySchema = z.object({
  mailId: mailIdSchema,
  address: z.string(),
  inReplyTo: z.optional(z.string()),
  expiresAt: z.string(),
});
export type Reply = z.infer<typeof replySchema>;

export const caseIdSchema = z.string().check(z.regex(/^\d{4}-\d\d-\d\d-[A-Za-z0-9-]{4,100}$/, 'This is not the id of a case.'));

/** A mail that a person must decide about. `mailId` is absent where one case stands for all further ones of a day. */
export const caseSchema = z.object({
  id: caseIdSchema,
  why: z.enum(personReasons),
  mailId: z.optional(mailIdSchema),
  receivedAt: z.string(),
  /** GDPR gives one month. */
  answerBy: z.string(),
  /** When the operator is told again. */
  remindAt: z.string(),
});
export type HelpCase = z.infer<typeof caseSchema>;

const later = (at: string, days: number): string => new Date(Date.parse(at) + days * dayMs).toISOString();

/** Sorts by its date, so that the list shows first what ends first. */
export function newCase({ mailId, why, receivedAt }: Pick<HelpCase, 'why' | 'receivedAt'> & { mailId?: string }): HelpCase {
  const answerBy = later(receivedAt, 30);
  const id = `${answerBy.slice(0, 10)}-${mailId ?? 'more'}`;
  return { id, why, ...(mailId === undefined ? {} : { mailId }), receivedAt, answerBy, remindAt: later(receivedAt, 20) };
}

/** From day 20 on every third day, until somebody closes it. */
export const remindedCase = (one: HelpCase, now: Date): HelpCase => ({ ...one, remindAt: later(now.toISOString(), 3) });

/** UTC day as in 2026-11-23: what is counted by day is told of by day. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
/** What a digest counts: set aside by the inbox, or beyond what the mailer forwards one by one. */
export const digestCounts = ['spam', 'virus', 'beyond'] as const;
export type DigestCount = (typeof digestCounts)[number];
/** When the digest of a day is sent. */
export const digestAt = (day: string): Date => new Date(Date.parse(`${day}T00:00:00.000Z`) + dayMs);

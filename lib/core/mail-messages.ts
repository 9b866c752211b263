/** What queue `mail` holds: ids and hashes. Apart from the other messages, because it brings along what is known of mail that comes in. */
import * as z from 'zod/mini';
import { forwardNotes } from './forward-note.ts';
import { caseIdSchema } from './help-mail.ts';
import { idSchema } from './ids.ts';
import { mailIdSchema } from './ses-event.ts';

/** Lower-case hex of 256 bits: nothing readable fits. */
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

export const mailMessageSchema = z.discriminatedUnion('kind', [
  /** Someone asked for a sign-in link; the mailer decides whether the address is known and makes the link itself. */
  z.object({ kind: z.literal('sign_in_link'), email_hash: hash, browser_hash: hash, asked_at: z.iso.datetime() }),
  z.object({ kind: z.literal('invite'), invite_hash: hash }),
  /** A token cannot be refreshed; `key_version` says which one, so that a newer one silences it. */
  z.object({
    kind: z.literal('connection_trouble'),
    user_id: idSchema('usr'),
    connection_id: idSchema('con'),
    key_version: z.number(),
    days_left: z.number(),
  }),
  /** An export lies in `exports/`. The rule in infra/service-stack.ts writes this message. */
  z.object({ kind: z.literal('uploaded'), key: z.string() }),
  /** Somebody wrote that they want everything deleted: the mailer makes the link that confirms it, and sends it to the address on file. */
  z.object({ kind: z.literal('deletion_link'), user_id: idSchema('usr'), asked_at: z.iso.datetime() }),
  /** A proven stranger wrote to the help address; who it was is known to the row of this mail alone. */
  z.object({ kind: z.literal('neutral_answer'), mail_id: mailIdSchema }),
  /** The operator reads this mail; the note says what the machine did about it. */
  z.object({ kind: z.literal('forward'), mail_id: mailIdSchema, note: z.enum(forwardNotes) }),
  /** What of a day was not forwarded one by one. */
  z.object({ kind: z.literal('forward_digest'), day: z.iso.date() }),
  /** A case that a person must decide is still open. */
  z.object({ kind: z.literal('case_reminder'), case_id: caseIdSchema }),
]);
export type MailMessage = z.infer<typeof mailMessageSchema>;

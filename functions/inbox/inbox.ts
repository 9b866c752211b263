/** What SES calls for each mail to the help address: headers and verdicts, no body. A throw is repeated by Lambda, and then an alarm. */
import * as z from 'zod/mini';
import { type ReceiveDeps, receiveMail } from '../../lib/app/receive-mail.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import { readInboundMail } from '../../lib/core/inbound-mail.ts';
import type { OwnMailboxes } from '../../lib/core/mail-signs.ts';
import { sesEventSchema } from '../../lib/core/ses-event.ts';
import { describeError, type Log } from '../../lib/log.ts';

export type InboxDeps = ReceiveDeps & { log: Log; own: OwnMailboxes };

/** Not the parser's own error: that one quotes what it could not read. */
function parse(event: unknown) {
  const parsed = z.safeParse(sesEventSchema, event);
  if (!parsed.success) throw new Unexpected('the event is not one of SES for a mail that came in');
  return parsed.data;
}

export const inbox =
  (deps: InboxDeps) =>
  async (event: unknown): Promise<void> => {
    try {
      for (const record of parse(event).Records) {
        const mail = readInboundMail(record, deps.own);
        deps.log('info', 'mail', { mail_id: mail.mailId, ...(await receiveMail(deps, mail)) });
      }
    } catch (error) {
      deps.log('error', 'mail', describeError(error));
      // Lambda prints what is thrown, word for word.
      throw new Unexpected('A mail was not dealt with; the log line before says why.');
    }
  };

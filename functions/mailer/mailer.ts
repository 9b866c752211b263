/** Queue `mail`: one mail per message. */
import { type MailDeps, sendMailMessage } from '../../lib/app/send-mail-message.ts';
import { mailMessageSchema } from '../../lib/core/mail-messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

export const mailer = (deps: MailDeps & { log: Log }) =>
  queueHandler({
    log: deps.log,
    message: mailMessageSchema,
    run: async (message) => ({ mail: message.kind, outcome: await sendMailMessage(deps, message) }),
  });

/** Queue `mail`: one mail per message. */
import type { Deps } from '../../lib/app/deps.ts';
import { sendMailMessage } from '../../lib/app/send-mail-message.ts';
import { mailMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

type MailerDeps = Pick<Deps, 'now' | 'randomBytes' | 'users' | 'links' | 'commit' | 'sendMail' | 'publicOrigin'> & { log: Log };

export const mailer = (deps: MailerDeps) =>
  queueHandler({
    log: deps.log,
    message: mailMessageSchema,
    run: async (message) => ({ mail: message.kind, outcome: await sendMailMessage(deps, message) }),
  });

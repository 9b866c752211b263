/** Entry point of `mailer`. */
import { helpMailStore } from '../../lib/store/help-mail-store.ts';
import { env } from '../env.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { mail } from '../ports/mail.ts';
import { randomBytes } from '../ports/random.ts';
import { rawMails } from '../ports/raw-mails.ts';
import { stores } from '../ports/stores.ts';
import { mailer } from './mailer.ts';

const db = database('mailer', ['main']);

export const handler = mailer({
  ...stores(db),
  helpMail: helpMailStore(db),
  now: clock(),
  randomBytes,
  log: log('mailer'),
  sendMail: mail('mailer'),
  rawMails: rawMails('mailer'),
  operatorAddress: env('OPERATOR_ADDRESS'),
  publicOrigin: env('PUBLIC_ORIGIN'),
});

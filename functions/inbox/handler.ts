/** Entry point of `inbox`. */
import { helpMailStore } from '../../lib/store/help-mail-store.ts';
import { rateStore } from '../../lib/store/rate-store.ts';
import { userStore } from '../../lib/store/user-store.ts';
import { env } from '../env.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { inbox } from './inbox.ts';

const now = clock();
const db = database('inbox', ['main']);

export const handler = inbox({
  now,
  users: userStore(db),
  rates: rateStore(db),
  helpMail: helpMailStore(db),
  commit: db.commit,
  keyedHash: parameters('inbox', now, ['hash-key']).keyedHash,
  sendMessage: queue('inbox', ['mail']),
  log: log('inbox'),
  own: { help: env('HELP_ADDRESS'), sender: env('MAIL_FROM'), operator: env('OPERATOR_ADDRESS') },
});

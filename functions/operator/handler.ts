/** Entry point of `operator`. */
import { helpMailStore } from '../../lib/store/help-mail-store.ts';
import { env } from '../env.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { deletionStores, stores } from '../ports/stores.ts';
import { operator } from './operator.ts';

const { keyedHash } = parameters('operator', clock(), ['hash-key']);

const db = database('operator', ['main', 'ledger']);

export const handler = operator({
  ...stores(db),
  ...deletionStores(db),
  helpMail: helpMailStore(db),
  now: clock(),
  randomBytes,
  keyedHash,
  log: log('operator'),
  sendMessage: queue('operator', ['mail', 'erase']),
  publicOrigin: env('PUBLIC_ORIGIN'),
});

/** Entry point of `operator`. */
import { env } from '../env.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { stores } from '../ports/stores.ts';
import { operator } from './operator.ts';

const { keyedHash } = parameters(clock(), 'hash-key');

export const handler = operator({
  ...stores(database('main', 'ledger')),
  now: clock(),
  randomBytes,
  keyedHash,
  log: log('operator'),
  sendMessage: queue('mail', 'erase'),
  publicOrigin: env('PUBLIC_ORIGIN'),
});

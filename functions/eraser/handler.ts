/** Entry point of `eraser`. */
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { forgetRemote } from '../ports/forget-remote.ts';
import { log } from '../ports/log.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { deletionStores, stores } from '../ports/stores.ts';
import { eraser } from './eraser.ts';

const { keyedHash } = parameters(clock(), 'hash-key');

const db = database('main', 'vault', 'ledger');

const all = stores(db);

export const handler = eraser({
  ...all,
  ...deletionStores(db),
  forgetRemote: forgetRemote(all),
  now: clock(),
  randomBytes,
  keyedHash,
  sendMessage: queue('erase', 'media', 'export'),
  log: log('eraser'),
});

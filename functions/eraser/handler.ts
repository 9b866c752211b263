/** Entry point of `eraser`. */
import { erasureStore } from '../../lib/store/erasure-store.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { forgetRemote } from '../ports/forget-remote.ts';
import { log } from '../ports/log.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { deletionStores, keyStores, stores } from '../ports/stores.ts';
import { eraser } from './eraser.ts';

const { keyedHash } = parameters('eraser', clock(), ['hash-key']);

const db = database('eraser', ['due', 'main', 'vault', 'ledger']);

const all = { ...stores(db), ...keyStores(db), ...deletionStores(db), erasures: erasureStore(db), commit: db.commit };

export const handler = eraser({
  ...all,
  forgetRemote: forgetRemote(all),
  now: clock(),
  randomBytes,
  keyedHash,
  sendMessage: queue('eraser', ['erase', 'media', 'export']),
  log: log('eraser'),
});

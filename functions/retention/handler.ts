/** Entry point of `retention`. */
import { retentionStore } from '../../lib/store/retention-store.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { retention } from './retention.ts';

const db = database('retention', ['due', 'main']);

export const handler = retention({
  retention: retentionStore(db),
  commit: db.commit,
  now: clock(),
  log: log('retention'),
});

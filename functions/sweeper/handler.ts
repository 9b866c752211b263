/** Entry point of `sweeper`. */
import { sweepStore } from '../../lib/store/sweep-store.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { queue } from '../ports/queue.ts';
import { sweeper } from './sweeper.ts';

const db = database('sweeper', ['due', 'main']);

export const handler = sweeper({
  sweeps: sweepStore(db),
  commit: db.commit,
  now: clock(),
  sendMessage: queue('sweeper', ['publish', 'refresh', 'media', 'export', 'erase', 'mail']),
  log: log('sweeper'),
});

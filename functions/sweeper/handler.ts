/** Entry point of `sweeper`. */
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { queue } from '../ports/queue.ts';
import { stores } from '../ports/stores.ts';
import { sweeper } from './sweeper.ts';

export const handler = sweeper({
  ...stores(database('main')),
  now: clock(),
  sendMessage: queue('publish', 'refresh', 'media', 'export', 'erase', 'mail'),
  log: log('sweeper'),
});

/** Entry point of `retention`. */
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { stores } from '../ports/stores.ts';
import { retention } from './retention.ts';

export const handler = retention({
  ...stores(database('main')),
  now: clock(),
  log: log('retention'),
});

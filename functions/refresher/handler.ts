/** Entry point of `refresher`, one of the two functions that open tokens, and of the two that seal them. */
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { providerAccessPorts } from '../ports/provider-access.ts';
import { noAppCredentials } from '../ports/provider-config.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { sealer } from '../ports/sealer.ts';
import { stores } from '../ports/stores.ts';
import { refresher } from './refresher.ts';

const all = stores(database('main', 'vault'));

export const handler = refresher({
  ...all,
  now: clock(),
  randomBytes,
  log: log('refresher'),
  sealer: sealer(),
  sendMessage: queue('mail'),
  providers: providerAccessPorts({ ...all, appCredentials: noAppCredentials }),
});

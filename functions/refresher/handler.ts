/** Entry point of `refresher`, one of the two functions that open tokens, and of the two that seal them. */
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { providerAccessPorts } from '../ports/provider-access.ts';
import { noAppCredentials } from '../ports/provider-config.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { sealer } from '../ports/sealer.ts';
import { keyStores, stores } from '../ports/stores.ts';
import { refresher } from './refresher.ts';

const db = database('refresher', ['main', 'vault']);
const all = { ...stores(db), ...keyStores(db) };

export const handler = refresher({
  ...all,
  now: clock(),
  randomBytes,
  log: log('refresher'),
  sealer: sealer('refresher'),
  sendMessage: queue('refresher', ['mail']),
  providers: providerAccessPorts('refresher', { ...all, appCredentials: noAppCredentials }),
});

/** Entry point of `publisher`, one of the two functions that open tokens. */
import { env } from '../env.ts';
import { clock, pause } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { noAppCredentials } from '../ports/provider-config.ts';
import { providerPorts } from '../ports/providers.ts';
import { queue } from '../ports/queue.ts';
import { randomBytes } from '../ports/random.ts';
import { sealer } from '../ports/sealer.ts';
import { keyStores, stores } from '../ports/stores.ts';
import { publisher } from './publisher.ts';

const db = database('publisher', ['main', 'vault']);
const all = { ...stores(db), ...keyStores(db) };

export const handler = publisher({
  ...all,
  now: clock(),
  pause: pause(),
  randomBytes,
  log: log('publisher'),
  sealer: sealer('publisher'),
  sendMessage: queue('publisher', ['publish']),
  providers: providerPorts('publisher', { ...all, appCredentials: noAppCredentials }),
  mediaOrigin: env('MEDIA_ORIGIN'),
});

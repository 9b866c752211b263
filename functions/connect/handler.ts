/** Entry point of `connect`: OAuth and the list of connections. */
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { parameters } from '../ports/parameters.ts';
import { providerAccessPorts } from '../ports/provider-access.ts';
import { sealer } from '../ports/sealer.ts';
import { keyStores, stores } from '../ports/stores.ts';
import { connectRoutes } from './routes.ts';

const { keyedHash, originSecrets, appCredentials } = parameters('connect', clock(), [
  'origin-secret',
  'origin-secret-previous',
  'hash-key',
  'threads-app-id',
  'threads-app-secret',
]);
const db = database('connect', ['main', 'vault']);
const all = { ...stores(db), ...keyStores(db) };
const deps = {
  ...all,
  ...api('connect', originSecrets),
  keyedHash,
  sealer: sealer('connect'),
  providers: providerAccessPorts('connect', { ...all, appCredentials }),
};

export const handler = httpHandler(deps, connectRoutes);

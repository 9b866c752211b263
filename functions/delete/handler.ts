/** Entry point of `delete`. */
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { forgetRemote } from '../ports/forget-remote.ts';
import { parameters } from '../ports/parameters.ts';
import { stores } from '../ports/stores.ts';
import { deleteRoutes } from './routes.ts';

const { originSecrets } = parameters(clock(), 'origin-secret', 'origin-secret-previous');

const all = stores(database('main', 'vault'));

export const handler = httpHandler({ ...all, ...api('delete', originSecrets), forgetRemote: forgetRemote(all) }, deleteRoutes);

/** Entry point of `publish`: posts and their publications. */
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { parameters } from '../ports/parameters.ts';
import { stores } from '../ports/stores.ts';
import { publishRoutes } from './routes.ts';

const { originSecrets } = parameters(clock(), 'origin-secret', 'origin-secret-previous');

export const handler = httpHandler({ ...stores(database('main')), ...api('publish', originSecrets) }, publishRoutes);

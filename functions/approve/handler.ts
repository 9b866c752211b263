/** Entry point of `approve`, the only writer of approvals. */
import { env } from '../env.ts';
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { stores } from '../ports/stores.ts';
import { approveRoutes } from './routes.ts';

const { originSecrets } = parameters('approve', clock(), ['origin-secret', 'origin-secret-previous']);
const deps = {
  ...stores(database('approve', ['main'])),
  ...api('approve', originSecrets),
  mediaOrigin: env('MEDIA_ORIGIN'),
  sendMessage: queue('approve', ['publish']),
};

export const handler = httpHandler(deps, approveRoutes);

/** Entry point of `delete`. */
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { signDownload } from '../ports/file-signer.ts';
import { forgetRemote } from '../ports/forget-remote.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { stores } from '../ports/stores.ts';
import { deleteRoutes } from './routes.ts';

const { originSecrets } = parameters(clock(), 'origin-secret', 'origin-secret-previous');

const all = stores(database('main', 'vault'));

const deps = {
  ...all,
  ...api('delete', originSecrets),
  forgetRemote: forgetRemote(all),
  signDownload: signDownload(),
  sendMessage: queue('export'),
};

export const handler = httpHandler(deps, deleteRoutes);

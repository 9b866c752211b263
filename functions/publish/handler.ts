/** Entry point of `publish`: posts and their publications. */
import { env } from '../env.ts';
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { signUpload } from '../ports/file-signer.ts';
import { parameters } from '../ports/parameters.ts';
import { stores } from '../ports/stores.ts';
import { publishRoutes } from './routes.ts';

const { originSecrets } = parameters('publish', clock(), ['origin-secret', 'origin-secret-previous']);

const deps = {
  ...stores(database('publish', ['main'])),
  ...api('publish', originSecrets),
  mediaOrigin: env('MEDIA_ORIGIN'),
  signUpload: signUpload('publish'),
};

export const handler = httpHandler(deps, publishRoutes);

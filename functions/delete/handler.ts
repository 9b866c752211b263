/** Entry point of `delete`. */
import { deletionStore } from '../../lib/store/deletion-store.ts';
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { signDownload } from '../ports/file-signer.ts';
import { forgetRemote } from '../ports/forget-remote.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { signedRequests } from '../ports/signed-requests.ts';
import { keyStores, stores } from '../ports/stores.ts';
import { deleteRoutes } from './routes.ts';

const { originSecrets, keyedHash, threadsSecrets } = parameters('delete', clock(), [
  'origin-secret',
  'origin-secret-previous',
  'hash-key',
  'threads-app-secret',
  'meta-app-secret',
]);

const db = database('delete', ['main', 'vault']);
const all = { ...stores(db), ...keyStores(db), deletions: deletionStore(db) };

export const handler = httpHandler(
  {
    ...all,
    ...api('delete', originSecrets),
    keyedHash,
    forgetRemote: forgetRemote(all),
    signDownload: signDownload('delete'),
    readSignedRequest: signedRequests(threadsSecrets),
    sendMessage: queue('delete', ['export', 'erase']),
  },
  deleteRoutes,
);

/** Entry point of `auth`: sign-in links, invites, sessions. */
import { httpHandler } from '../middleware/http.ts';
import { api } from '../ports/api.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { parameters } from '../ports/parameters.ts';
import { queue } from '../ports/queue.ts';
import { stores } from '../ports/stores.ts';
import { authRoutes } from './routes.ts';

const { keyedHash, originSecrets } = parameters('auth', clock(), ['origin-secret', 'origin-secret-previous', 'hash-key']);
const deps = { ...stores(database('auth', ['main'])), ...api('auth', originSecrets), keyedHash, sendMessage: queue('auth', ['mail']) };

export const handler = httpHandler(deps, authRoutes);

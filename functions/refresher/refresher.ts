/** Queue `refresh`: one connection per message. */
import { type RefreshDeps, refreshConnection } from '../../lib/app/refresh-connection.ts';
import { refreshMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

export const refresher = (deps: RefreshDeps & { log: Log }) =>
  queueHandler({
    log: deps.log,
    message: refreshMessageSchema,
    run: async (message) => ({ ...(await refreshConnection(deps, message)), connection_id: message.connection_id }),
  });

/** Queue `publish`: one stored step of one publication per message. */
import { advancePublication } from '../../lib/app/advance-publication.ts';
import type { AdvanceDeps } from '../../lib/app/publish-work.ts';
import { publishMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

export const publisher = (deps: AdvanceDeps & { log: Log }) =>
  queueHandler({
    log: deps.log,
    message: publishMessageSchema,
    run: async (message) => {
      const { outcome, state } = await advancePublication(deps, message);
      return { outcome, state, post_id: message.post_id, connection_id: message.connection_id };
    },
  });

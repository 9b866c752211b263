/** Queue `publish`: one stored step of one publication per message; after connecting again, what waited for that. */
import { advancePublication } from '../../lib/app/advance-publication.ts';
import type { AdvanceDeps } from '../../lib/app/publish-work.ts';
import { wakeHeld } from '../../lib/app/wake-held.ts';
import { publishMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

export const publisher = (deps: AdvanceDeps & { log: Log }) =>
  queueHandler({
    log: deps.log,
    message: publishMessageSchema,
    run: async (message) => {
      if (message.kind === 'reconnected') {
        const { user_id: userId, connection_id: connectionId } = message;
        return { outcome: 'woken', publications: await wakeHeld(deps, { userId, connectionId }), connection_id: connectionId };
      }
      const { outcome, state } = await advancePublication(deps, message);
      return { outcome, state, post_id: message.post_id, connection_id: message.connection_id };
    },
  });

/** Queue `erase`: stored steps of one deletion, or the end of disconnecting one connection, per message. */
import { advanceDeletion } from '../../lib/app/advance-deletion.ts';
import type { DeletionDeps } from '../../lib/app/deletion-work.ts';
import type { Deps } from '../../lib/app/deps.ts';
import { finishDisconnecting } from '../../lib/app/disconnect.ts';
import { type EraseMessage, eraseMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

export type EraserDeps = DeletionDeps & Pick<Deps, 'vault' | 'health' | 'forgetRemote'> & { log: Log };

const work = (deps: EraserDeps, message: EraseMessage) =>
  message.kind === 'deletion'
    ? advanceDeletion(deps, message)
    : finishDisconnecting(deps, { userId: message.user_id, connectionId: message.connection_id });

/** The code of a deletion opens the status page, so the log does without it. */
export const eraser = (deps: EraserDeps) =>
  queueHandler({ log: deps.log, message: eraseMessageSchema, run: async (message) => ({ ...(await work(deps, message)) }) });

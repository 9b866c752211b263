/** Queue `erase`: stored steps of one deletion per message. */
import { advanceDeletion } from '../../lib/app/advance-deletion.ts';
import type { DeletionDeps } from '../../lib/app/deletion-work.ts';
import { eraseMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

/** The code opens the status page, so the log does without it. */
export const eraser = (deps: DeletionDeps & { log: Log }) =>
  queueHandler({ log: deps.log, message: eraseMessageSchema, run: async (message) => ({ ...(await advanceDeletion(deps, message)) }) });

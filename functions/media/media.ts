/** Queue `media`: what was uploaded is checked, what is over or removed loses its files. */
import { checkUpload } from '../../lib/app/check-upload.ts';
import type { Deps } from '../../lib/app/deps.ts';
import { eraseMedia, expireMedia } from '../../lib/app/remove-media.ts';
import { type MediaMessage, mediaMessageSchema } from '../../lib/core/messages.ts';
import type { LogFields } from '../../lib/core/ports.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

type MediaDeps = Pick<Deps, 'now' | 'media' | 'posts' | 'mediaFiles' | 'commit'> & { log: Log };

function run(deps: MediaDeps, message: MediaMessage): Promise<LogFields> {
  if (message.kind === 'uploaded') return checkUpload(deps, { key: message.key });
  const which = { userId: message.user_id, mediaId: message.media_id };
  return message.kind === 'erase' ? eraseMedia(deps, which) : expireMedia(deps, which);
}

export const media = (deps: MediaDeps) =>
  queueHandler({
    log: deps.log,
    message: mediaMessageSchema,
    run: async (message) => ({ media: message.kind, ...(await run(deps, message)) }),
  });

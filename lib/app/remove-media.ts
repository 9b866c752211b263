/** Removes an upload: by its owner, or because nobody used it. The row goes first, its files by a message that was sent before. */
import { AppError, isAppError, notFound } from '../core/errors.ts';
import { isExpired, type Media, removed, stillUsed } from '../core/media.ts';
import type { MediaMessage } from '../core/messages.ts';
import { mediaIdsOf } from '../core/post.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'media' | 'posts' | 'sendMessage' | 'commit'>;
type Which = { userId: string; mediaId: string };

/**
 * Longer than any function that removes may run. Sent first and delivered after that, the message finds the row removed, or the
 * removal never happened: no file is left behind without a message.
 */
const delaySeconds = 180;

async function remove(deps: Needs, media: Media): Promise<void> {
  const message: MediaMessage = { kind: 'remove', user_id: media.userId, media_id: media.id };
  await deps.sendMessage('media', message, { delaySeconds });
  await deps.commit([deps.media.replace(removed(media, deps.now()))]);
}

/** Does a post still show it, draft or published? Those that ever took it in are named by its row. */
async function isShown({ posts }: Pick<Deps, 'posts'>, { userId, id, usedBy }: Media): Promise<boolean> {
  for (const postId of usedBy) {
    const post = await posts.get(userId, postId);
    if (post && mediaIdsOf(post).includes(id)) return true;
  }
  return false;
}

/** By its owner. @throws {AppError} `not_found`; `conflict` `media_in_use`, `changed_meanwhile`. */
export async function removeMedia(deps: Needs, { userId, mediaId }: Which): Promise<void> {
  const media = await deps.media.get(userId, mediaId);
  if (!media || isExpired(media, deps.now())) throw notFound('media');
  if (await isShown(deps, media)) {
    throw new AppError('conflict', 'media_in_use', 'A post shows this file.', { remediation: 'Take it out of the post first.' });
  }
  await remove(deps, media);
}

/** By the timer: what nobody used is removed at its time, what is used gets a new one. */
export async function expireMedia(deps: Needs, { userId, mediaId }: Which): Promise<{ outcome: 'removed' | 'kept' | 'nothing' }> {
  const media = await deps.media.get(userId, mediaId);
  if (!media || media.state === 'deleted' || !isExpired(media, deps.now())) return { outcome: 'nothing' };
  try {
    if (!(await isShown(deps, media))) {
      await remove(deps, media);
      return { outcome: 'removed' };
    }
    await deps.commit([deps.media.replace(stillUsed(media, deps.now()))]);
  } catch (error) {
    // Used, checked or removed at this very moment: the timer comes again.
    if (!isAppError(error, 'conflict')) throw error;
  }
  return { outcome: 'kept' };
}

/** The files of a removed row, all of them; the row itself stays for a while (see `removedLifeMs`). */
export async function eraseMediaFiles(
  deps: Pick<Deps, 'media' | 'mediaFiles'>,
  { userId, mediaId }: Which,
): Promise<{ outcome: 'erased' | 'nothing' }> {
  const media = await deps.media.get(userId, mediaId);
  if (media?.state !== 'deleted') return { outcome: 'nothing' };
  await deps.mediaFiles.remove(media.objectKey);
  await deps.mediaFiles.remove(media.incomingKey);
  return { outcome: 'erased' };
}

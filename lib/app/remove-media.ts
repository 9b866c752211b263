/** Removes an upload: by its owner, or because nobody used it. The row says so first; the timer then takes its files. */
import { AppError, isAppError, notFound, Unexpected } from '../core/errors.ts';
import { erased, isExpired, type Media, removed, stillUsed } from '../core/media.ts';
import { mediaIdsOf } from '../core/post.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'media' | 'posts' | 'commit'>;
type Which = { userId: string; mediaId: string };

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
  await deps.commit([deps.media.replace(removed(media, deps.now()))]);
}

/** The files of a removed row, all of them. A check that was under way finds the row removed and takes back what it made. */
async function erase({ now, media, mediaFiles, commit }: Needs & Pick<Deps, 'mediaFiles'>, row: Media): Promise<void> {
  await mediaFiles.remove(row.objectKey);
  await mediaFiles.remove(row.incomingKey);
  await commit([Date.parse(row.expiresAt) <= now().getTime() ? media.forget(row) : media.replace(erased(row, now()))]);
}

async function expire(deps: Needs, row: Media): Promise<'removed' | 'kept'> {
  const isUsed = await isShown(deps, row);
  await deps.commit([deps.media.replace(isUsed ? stillUsed(row, deps.now()) : removed(row, deps.now()))]);
  return isUsed ? 'kept' : 'removed';
}

/** By the timer: what nobody used is removed at its time, what is used gets a new one, what was removed loses its files. */
export async function expireMedia(
  deps: Needs & Pick<Deps, 'mediaFiles'>,
  { userId, mediaId }: Which,
): Promise<{ outcome: 'removed' | 'kept' | 'erased' | 'nothing' }> {
  const row = await deps.media.get(userId, mediaId);
  if (!row || row.lookAt === undefined || deps.now() < new Date(row.lookAt)) return { outcome: 'nothing' };
  try {
    if (row.state !== 'deleted') return { outcome: await expire(deps, row) };
    await erase(deps, row);
    return { outcome: 'erased' };
  } catch (error) {
    // Used, checked or removed at this very moment: the timer comes again.
    if (!isAppError(error, 'conflict')) throw error;
    return { outcome: 'kept' };
  }
}

/** Its owner is being deleted: the files go, are looked for again, and then the row goes. Of a row that nobody removed nothing is touched. */
export async function eraseMedia(
  deps: Pick<Deps, 'media' | 'mediaFiles' | 'commit'>,
  { userId, mediaId }: Which,
): Promise<{ outcome: 'erased' | 'nothing' }> {
  const row = await deps.media.get(userId, mediaId);
  if (row?.state !== 'deleted') return { outcome: 'nothing' };
  for (const key of [row.objectKey, row.incomingKey]) {
    await deps.mediaFiles.remove(key);
    if ((await deps.mediaFiles.head(key)).kind === 'found') throw new Unexpected('a file that was removed is still there');
  }
  await deps.commit([deps.media.forget(row)]);
  return { outcome: 'erased' };
}

/**
 * Looks at what was put into `incoming/` and makes it public, or refuses it. Every step may be repeated at any time: the row says what
 * is settled, the public name was chosen before the upload began, and the copy fails when the file is not the one that was looked at.
 */
import { isAppError, Unexpected } from '../core/errors.ts';
import { isExpired, type Media, parseIncomingKey, ready, refused } from '../core/media.ts';
import { FileChanged, type StoredFile } from '../core/media-files.ts';
import { inspectFile } from '../core/media-inspect/inspect-file.ts';
import type { RefusalCode, Verdict } from '../core/media-inspect/verdict.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'media' | 'mediaFiles' | 'commit'>;
/** `late`: nothing was left to decide. `changed`: another file came meanwhile, and its own message with it. */
export type Checked = { outcome: 'ready' | 'late' | 'gone' | 'changed' | 'foreign' } | { outcome: 'refused'; code: RefusalCode };

/** What S3 says of the file against what was announced. S3 enforced all three when it took the file; a slip there must not pass here. */
function mismatchOf(media: Media, file: StoredFile): RefusalCode | undefined {
  if (file.sizeBytes !== media.sizeBytes) return 'media_size_mismatch';
  if (file.contentType !== media.contentType) return 'media_type_mismatch';
  return file.sha256 === media.sha256 ? undefined : 'media_checksum_mismatch';
}

async function judge(deps: Needs, media: Media, file: StoredFile): Promise<Verdict> {
  const code = mismatchOf(media, file);
  if (code) return { kind: 'refused', code };
  const read = (offset: number, length: number) => deps.mediaFiles.read(media.incomingKey, file.etag, offset, length);
  return inspectFile({ sizeBytes: file.sizeBytes, read }, media.contentType);
}

/** @returns whether the row was still as we read it. */
async function settle(deps: Needs, next: Media): Promise<boolean> {
  try {
    await deps.commit([deps.media.replace(next)]);
    return true;
  } catch (error) {
    if (isAppError(error, 'conflict')) return false;
    throw error;
  }
}

async function publish(deps: Needs, media: Media, file: StoredFile, verdict: Extract<Verdict, { kind: 'fit' }>): Promise<void> {
  const { incomingKey: from, objectKey: to, contentType } = media;
  const { sha256 } = await deps.mediaFiles.publish({ from, etag: file.etag, to, contentType });
  if (sha256 !== media.sha256) {
    // Nobody was told its name, and still it must not stay there.
    await deps.mediaFiles.remove(to);
    throw new Unexpected('the copy is not the file that was checked');
  }
  if (await settle(deps, ready(media, verdict.facts, deps.now()))) return;
  // Someone else settled it: a second check, which found the same, or a removal, which has to include what we just made.
  const now = await deps.media.get(media.userId, media.id);
  if (now?.state !== 'ready') await deps.mediaFiles.remove(to);
}

async function check(deps: Needs, media: Media): Promise<Checked> {
  const head = await deps.mediaFiles.head(media.incomingKey);
  if (head.kind === 'gone') return { outcome: 'gone' };
  const verdict = await judge(deps, media, head.file);
  if (verdict.kind === 'refused') await settle(deps, refused(media, verdict.code, deps.now()));
  else await publish(deps, media, head.file, verdict);
  await deps.mediaFiles.remove(media.incomingKey);
  return verdict.kind === 'refused' ? { outcome: 'refused', code: verdict.code } : { outcome: 'ready' };
}

/** What is left over from a check that broke off, or was put there after everything was settled. */
async function tidy(deps: Needs, media: Media | undefined, key: string): Promise<void> {
  if (media?.state === 'deleted') await deps.mediaFiles.remove(media.objectKey);
  await deps.mediaFiles.remove(key);
}

export async function checkUpload(deps: Needs, { key }: { key: string }): Promise<Checked> {
  const owner = parseIncomingKey(key);
  if (!owner) return { outcome: 'foreign' };
  const media = await deps.media.get(owner.userId, owner.mediaId);
  if (media?.state !== 'uploading' || isExpired(media, deps.now())) {
    await tidy(deps, media, key);
    return { outcome: 'late' };
  }
  try {
    return await check(deps, media);
  } catch (error) {
    if (error instanceof FileChanged) return { outcome: 'changed' };
    throw error;
  }
}

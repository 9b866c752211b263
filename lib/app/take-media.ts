/** From what somebody asks for to what a post stores: each upload is looked up, its bytes and its public place are written down. */
import type { MediaItem, Part } from '../core/content.ts';
import { AppError, type Finding } from '../core/errors.ts';
import { isExpired, kindOf, type Media, maxUses, usedIn } from '../core/media.ts';
import type { FileFacts } from '../core/media-inspect/verdict.ts';
import type { MediaDraft, PartDraft } from '../core/part-api.ts';
import type { Write } from '../core/ports.ts';
import type { KnownFacts } from '../core/rules/media.ts';
import type { MediaFacts } from '../core/rules/media-file.ts';
import { maxMediaOfPost } from '../core/rules/post.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'media'>;

const videoFacts = ({ video }: FileFacts): Partial<MediaFacts> => {
  if (!video) return {};
  const { audio, ...rest } = video;
  return { ...rest, ...(audio ? { audio } : {}) };
};

/** What the check found out about each upload, as the rules ask for it. */
export const knownFacts =
  (uploads: ReadonlyMap<string, Media>): KnownFacts =>
  (mediaId) => {
    const media = uploads.get(mediaId);
    if (!media) return undefined;
    const { contentType, sizeBytes, facts } = media;
    return { contentType, sizeBytes, ...(facts ? { width: facts.width, height: facts.height, ...videoFacts(facts) } : {}) };
  };

/** The uploads of these parts that can be used, by id. */
export async function uploadsOf({ media }: Pick<Deps, 'media'>, userId: string, ids: Iterable<string>): Promise<Map<string, Media>> {
  const rows = await Promise.all([...new Set(ids)].map((id) => media.get(userId, id)));
  return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
}

export const uploadIdsOf = (parts: readonly PartDraft[]): string[] =>
  parts.flatMap(({ media }) => media.flatMap((item) => ('mediaId' in item ? [item.mediaId] : [])));

const finding = (pointer: string, code: string, detail: string, remediation: string): Finding => ({ pointer, code, detail, remediation });

/** Why this upload cannot be taken into a post; undefined if it can. */
function obstacle(media: Media | undefined, postId: string | undefined, pointer: string, now: Date): Finding | undefined {
  if (!media || media.state === 'deleted' || (media.state !== 'ready' && isExpired(media, now)))
    return finding(pointer, 'media_not_found', 'There is no such upload.', 'Upload the file again.');
  if (media.state === 'refused') return finding(pointer, 'media_refused', 'This upload was refused.', 'Choose another file.');
  if (media.state === 'uploading')
    return finding(pointer, 'media_not_ready', 'This upload has not been checked yet.', 'Wait until it is ready.');
  if (media.usedBy.length >= maxUses && !media.usedBy.some((id) => id === postId))
    return finding(pointer, 'media_used_too_often', `One upload serves ${maxUses} posts.`, 'Upload the file again.');
  return undefined;
}

export const partPointer = (part: number): string => (part === 0 ? '#' : `#/replies/${part - 1}`);

type Known = { postId?: string; known: ReadonlyMap<string, Media>; now: Date };

/** What stands in the way of each upload of these parts, with its place. */
export function obstacles(parts: readonly PartDraft[], { postId, known, now }: Known): Finding[] {
  return parts.flatMap(({ media }, part) =>
    media.flatMap((item, i) => {
      if (!('mediaId' in item)) return [];
      const found = obstacle(known.get(item.mediaId), postId, `${partPointer(part)}/media/${i}/media_id`, now);
      return found ? [found] : [];
    }),
  );
}

function toItem(draft: MediaDraft, known: ReadonlyMap<string, Media>): MediaItem[] {
  if ('url' in draft) return [draft];
  const media = known.get(draft.mediaId);
  return media ? [{ kind: kindOf(media), mediaId: media.id, sha256: media.sha256, path: media.objectKey, alt: draft.alt }] : [];
}

/** Uploads that are not known are left out: `obstacles` names them. */
export const toParts = (drafts: readonly PartDraft[], known: ReadonlyMap<string, Media>): Part[] =>
  drafts.map(({ text, media, options }) => ({ text, options, media: media.flatMap((item) => toItem(item, known)) }));

/**
 * The parts as they are stored, and the writes by which each upload notes the post. What the post had already needs no note.
 * @throws {AppError} `invalid` `validation_failed` (422) naming every upload that cannot be used
 */
export async function takeMedia(
  deps: Needs,
  { userId, postId, drafts }: { userId: string; postId: string; drafts: readonly PartDraft[] },
): Promise<{ parts: Part[]; notes: Write[] }> {
  const ids = uploadIdsOf(drafts);
  if (new Set(ids).size > maxMediaOfPost) {
    throw new AppError('invalid', 'validation_failed', `A post has room for ${maxMediaOfPost} uploads.`, { status: 422 });
  }
  const known = await uploadsOf(deps, userId, ids);
  const now = deps.now();
  const findings = obstacles(drafts, { postId, known, now });
  if (findings.length > 0)
    throw new AppError('invalid', 'validation_failed', 'A picture or video of this post cannot be used.', { status: 422, findings });
  const isNew = (media: Media): boolean => !media.usedBy.includes(postId);
  const notes = [...known.values()].filter(isNew).map((media) => deps.media.replace(usedIn(media, postId, now)));
  return { parts: toParts(drafts, known), notes };
}

/** Puts what has arrived into the post, and tells the rules what is known of each file. */
import type { MediaView } from '../../../lib/core/media-api.ts';
import type { MediaFacts } from '../../../lib/core/rules/media-file.ts';
import type { Content } from '../draft/content.ts';
import { changeMedia, comingMedia } from '../draft/parts.ts';
import type { Upload } from './uploads.ts';

type All = ReadonlyMap<string, Upload>;

const attach = (content: Content, key: string, { id, sha256, url }: MediaView): Content =>
  changeMedia(content, key, { media_id: id, sha256, url: url ?? '', isComing: false });

/** The same content, if nothing new is there. What was written about a file meanwhile stays. */
export const attachArrived = (content: Content, uploads: All): Content =>
  comingMedia(content).reduce((next, { key }) => {
    const state = uploads.get(key)?.state;
    return state?.kind === 'ready' ? attach(next, key, state.media) : next;
  }, content);

/** Whether something is still under way; what was refused or failed waits for the person. */
export const isUnderWay = ({ state: { kind } }: Upload): boolean =>
  kind === 'waiting' || kind === 'reading' || kind === 'sending' || kind === 'checking';

/** What the check found, as the rules read it. */
export const factsOf = ({ content_type, size_bytes, width, height, video }: MediaView): MediaFacts => ({
  contentType: content_type,
  sizeBytes: size_bytes,
  ...(width === null || height === null ? {} : { width, height }),
  ...(video === null
    ? {}
    : {
        durationMs: video.duration_ms,
        framesPerSecond: video.frames_per_second,
        isIndexFirst: video.is_index_first,
        hasEdits: video.has_edits,
      }),
});

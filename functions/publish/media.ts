/** POST /v1/media, GET and DELETE /v1/media/{media_id}: uploads, from the signed address to the public one. */

import type { Deps } from '../../lib/app/deps.ts';
import { removeMedia } from '../../lib/app/remove-media.ts';
import { startUpload } from '../../lib/app/start-upload.ts';
import { notFound } from '../../lib/core/errors.ts';
import { isExpired, kindOf, type Media } from '../../lib/core/media.ts';
import { type MediaView, mediaInput, type UploadView } from '../../lib/core/media-api.ts';
import type { UploadAddress } from '../../lib/core/media-files.ts';
import { type RefusalCode, refusalSentences, type VideoFacts } from '../../lib/core/media-inspect/verdict.ts';
import { type ApiDeps, noBody, type Route, sessionRoute } from '../middleware/http.ts';

export type MediaDeps = ApiDeps & Pick<Deps, 'media' | 'posts' | 'rates' | 'signUpload' | 'commit' | 'mediaOrigin'>;

const hex = (sha256: string): string => (sha256.length === 64 ? sha256.toLowerCase() : Buffer.from(sha256, 'base64').toString('hex'));

const videoView = (facts: VideoFacts): NonNullable<MediaView['video']> => ({
  duration_ms: facts.durationMs,
  codec: facts.codec,
  frames_per_second: facts.framesPerSecond,
  is_index_first: facts.isIndexFirst,
  has_edits: facts.hasEdits,
});
const refusalView = (code: RefusalCode): NonNullable<MediaView['refusal']> => ({ code, sentence: refusalSentences[code] });
const uploadView = ({ url, method, headers, expiresAt }: UploadAddress): UploadView => ({
  url,
  method,
  headers,
  expires_at: expiresAt.toISOString(),
});

/** @throws {AppError} `not_found` for what is removed or over. */
export function mediaView(media: Media, mediaOrigin: string, now: Date): MediaView {
  const { state, facts } = media;
  if (state === 'deleted' || (state !== 'ready' && isExpired(media, now))) throw notFound('media');
  return {
    object: 'media',
    id: media.id,
    state,
    kind: kindOf(media),
    content_type: media.contentType,
    size_bytes: media.sizeBytes,
    sha256: media.sha256,
    filename: media.filename ?? null,
    url: state === 'ready' ? `${mediaOrigin}/${media.objectKey}` : null,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    video: facts?.video ? videoView(facts.video) : null,
    refusal: media.refusal ? refusalView(media.refusal) : null,
    created_at: media.createdAt,
    expires_at: media.expiresAt,
  };
}

const startRoute = sessionRoute<MediaDeps, typeof mediaInput>({
  status: 201,
  body: mediaInput,
  run: async (deps, { caller, body }) => {
    const { media, upload } = await startUpload(deps, {
      userId: caller.user.id,
      contentType: body.content_type,
      sizeBytes: body.size_bytes,
      sha256: hex(body.sha256),
      filename: body.filename,
    });
    return { body: { ...mediaView(media, deps.mediaOrigin, deps.now()), upload: uploadView(upload) } };
  },
});

const getRoute = sessionRoute<MediaDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const media = await deps.media.get(caller.user.id, params['media_id'] ?? '');
    if (!media) throw notFound('media');
    return { body: mediaView(media, deps.mediaOrigin, deps.now()) };
  },
});

const removeRoute = sessionRoute<MediaDeps, typeof noBody>({
  status: 204,
  body: noBody,
  run: async (deps, { caller, params }) => {
    await removeMedia(deps, { userId: caller.user.id, mediaId: params['media_id'] ?? '' });
    return {};
  },
});

export const mediaRoutes = {
  'POST /v1/media': startRoute,
  'GET /v1/media/{media_id}': getRoute,
  'DELETE /v1/media/{media_id}': removeRoute,
} satisfies Record<string, Route<MediaDeps>>;

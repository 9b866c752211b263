/** Announces an upload: what cannot fit is refused before anything is signed, the rest gets an address for these very bytes. */
import { AppError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { type Media, type MediaType, newMedia, requireFits, uploadWindowMs } from '../core/media.ts';
import type { UploadAddress } from '../core/media-files.ts';
import { newSecret } from '../core/secret.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'media' | 'rates' | 'signUpload' | 'commit'>;
type Input = { userId: string; contentType: MediaType; sizeBytes: number; sha256: string; filename?: string | undefined };

const maxPerHour = 200;

/** @throws {AppError} `invalid` `media_too_large` (413); `rate_limited` `too_many_uploads`. */
export async function startUpload(deps: Needs, input: Input): Promise<{ media: Media; upload: UploadAddress }> {
  requireFits(input);
  const now = deps.now();
  if ((await deps.rates.count('upload', input.userId, now)) > maxPerHour) {
    throw new AppError('rate_limited', 'too_many_uploads', 'There were too many uploads within an hour.', { retryAfterMs: 3_600_000 });
  }
  const media = newMedia({ ...input, id: newId('med', deps) }, newSecret(deps.randomBytes), now);
  const { incomingKey: key, contentType, sizeBytes, sha256 } = media;
  const upload = await deps.signUpload({ key, contentType, sizeBytes, sha256, windowMs: uploadWindowMs });
  await deps.commit([deps.media.create(media)]);
  return { media, upload };
}

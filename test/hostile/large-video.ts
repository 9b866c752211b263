/** The largest video that may be uploaded, made while it is read: what its check reads, and that it never holds the file. */
import { checkUpload } from '../../lib/app/check-upload.ts';
import { startUpload } from '../../lib/app/start-upload.ts';
import { maxSizeBytes } from '../../lib/core/media.ts';
import type { MediaFiles } from '../../lib/core/media-files.ts';
import { anId } from '../support/builders.ts';
import { type CountingSource, movie, video } from '../support/media-files.ts';
import { world } from '../support/world.ts';

const sizeBytes = maxSizeBytes.video;
const sha256 = 'b'.repeat(64);

/** Beginning and end are true, and between them lies one `mdat` of zeros up to the gigabyte. */
function largeVideo(isIndexLast: boolean): CountingSource {
  const start = video({ mediaBytes: 0, seconds: 300 });
  const index = movie({ seconds: 300 });
  const head = isIndexLast ? Buffer.concat([start.subarray(0, start.readUInt32BE(0)), Buffer.from('\0\0\0\0mdat', 'latin1')]) : start;
  const end = isIndexLast ? index : Buffer.alloc(0);
  head.writeUInt32BE(sizeBytes - (head.length - 8) - end.length, head.length - 8);
  const counts: number[] = [];
  return {
    sizeBytes,
    read: async (offset, length) => {
      counts.push(length);
      const bytes = new Uint8Array(length);
      bytes.set(head.subarray(offset, offset + length));
      const endAt = sizeBytes - end.length;
      if (offset + length > endAt)
        bytes.set(end.subarray(Math.max(0, offset - endAt), offset + length - endAt), Math.max(0, endAt - offset));
      return bytes;
    },
    readBytes: () => counts.reduce((sum, count) => sum + count, 0),
    largestRead: () => Math.max(0, ...counts),
    reads: () => counts.length,
  };
}

function storeOf(source: CountingSource): MediaFiles {
  return {
    head: async () => ({ kind: 'found', file: { etag: '"1"', sizeBytes, contentType: 'video/mp4', sha256 } }),
    read: async (_key, _etag, offset, length) => source.read(offset, length),
    publish: async () => ({ sha256 }),
    remove: async () => undefined,
  };
}

export async function checkLargeVideo({ isIndexLast }: { isIndexLast: boolean }) {
  const w = world();
  const source = largeVideo(isIndexLast);
  const { media } = await startUpload(w.deps, { userId: anId('usr'), contentType: 'video/mp4', sizeBytes, sha256 });
  const { outcome } = await checkUpload({ ...w.deps, mediaFiles: storeOf(source) }, { key: media.incomingKey });
  return { outcome, reads: source.reads(), readBytes: source.readBytes(), largestRead: source.largestRead() };
}

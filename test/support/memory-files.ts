/** The `MediaFiles` port in memory, with S3's promises: versions, a copy that fails when the version changed, 403 for what is not there. */
import { createHash } from 'node:crypto';
import { FileChanged, type MediaFiles } from '../../lib/core/media-files.ts';

type Kept = { bytes: Uint8Array; etag: string; contentType: string; sha256: string };

export type MemoryFiles = MediaFiles & {
  /** As a finished upload would lie there. `claimed` is what S3 would have checked. */
  put: (key: string, bytes: Uint8Array, contentType: string) => void;
  get: (key: string) => Kept | undefined;
  keys: () => string[];
  /** Called before every operation; a test throws here, or changes something. */
  before: (step: string, key: string) => Promise<void> | void;
  /** What was read by `read`: in bytes, how often, and the largest piece. */
  readBytes: () => number;
  reads: () => number;
  largestRead: () => number;
};

export function memoryFiles(): MemoryFiles {
  const files = new Map<string, Kept>();
  const reads: number[] = [];
  const put = (key: string, bytes: Uint8Array, contentType: string): void => {
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    files.set(key, { bytes, etag, contentType, sha256: createHash('sha256').update(bytes).digest('hex') });
  };
  const version = (key: string, etag: string): Kept => {
    const kept = files.get(key);
    if (kept?.etag !== etag) throw new FileChanged();
    return kept;
  };
  const port: MemoryFiles = {
    put,
    get: (key) => files.get(key),
    keys: () => [...files.keys()].sort(),
    before: () => undefined,
    readBytes: () => reads.reduce((sum, count) => sum + count, 0),
    reads: () => reads.length,
    largestRead: () => Math.max(0, ...reads),
    head: async (key) => {
      await port.before('head', key);
      const kept = files.get(key);
      if (!kept) return { kind: 'gone' };
      const { bytes, etag, contentType, sha256 } = kept;
      return { kind: 'found', file: { etag, sizeBytes: bytes.length, contentType, sha256 } };
    },
    read: async (key, etag, offset, length) => {
      await port.before('read', key);
      const { bytes } = version(key, etag);
      if (offset + length > bytes.length) throw new Error('InvalidRange');
      reads.push(length);
      return bytes.subarray(offset, offset + length);
    },
    publish: async ({ from, etag, to, contentType }) => {
      await port.before('publish', to);
      const { bytes, sha256 } = version(from, etag);
      put(to, bytes, contentType);
      await port.before('published', to);
      return { sha256 };
    },
    remove: async (key) => {
      await port.before('remove', key);
      files.delete(key);
    },
  };
  return port;
}

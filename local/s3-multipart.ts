/** Uploads in parts: begun, put part by part, and made one object only when all that is named fits. Kept beside the bucket until then, or until they are aborted. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ObjectHeaders, S3Store, StoredObject } from './s3-store.ts';

type Upload = { bucket: string; key: string; headers: ObjectHeaders };
type Named = { number: number; etag: string; sha256: string | undefined };
export type Completed = { kind: 'completed'; object: StoredObject } | { kind: 'fault'; code: string; message: string };

/** AWS's own limits. */
const smallestPartBytes = 5 * 1024 ** 2;
const lastPartNumber = 10_000;

/** Where parts lie until they are one object. */
export const partsBucket = (bucket: string) => `${bucket}.parts`;
const partKey = (uploadId: string, number: number) => `${uploadId}/${number}`;
const fault = (code: string, message: string): Completed => ({ kind: 'fault', code, message });

/** What `CompleteMultipartUpload` names, in its order. */
function namedIn(body: string): Named[] {
  const tag = (part: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(part)?.[1]?.replaceAll('&quot;', '"');
  return [...body.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(tag(part, 'PartNumber')),
    etag: tag(part, 'ETag') ?? '',
    sha256: tag(part, 'ChecksumSHA256'),
  }));
}

const isAscending = (named: readonly Named[]) => named.every(({ number }, i) => i === 0 || number > (named[i - 1]?.number ?? 0));

type Uploads = Map<string, Upload>;

function forget({ store, uploads }: Files, uploadId: string, { bucket }: Upload): void {
  uploads.delete(uploadId);
  const all = store.keys(partsBucket(bucket)).filter((key) => key.startsWith(`${uploadId}/`));
  for (const key of all) store.remove(partsBucket(bucket), key);
}

type Files = { store: S3Store; uploads: Uploads };

async function join(files: Files, uploadId: string, parts: readonly StoredObject[]): Promise<Completed> {
  const { store, uploads } = files;
  const upload = uploads.get(uploadId);
  if (!upload) return noUpload();
  const { bucket, key, headers } = upload;
  async function* bytes() {
    for (const part of parts) yield* createReadStream(store.path(partsBucket(bucket), part));
  }
  const put = await store.put(bucket, key, bytes(), headers, { sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
  if (put.kind !== 'stored') throw new Error(`the parts of ${key} could not be joined: ${put.kind}`);
  forget(files, uploadId, upload);
  return { kind: 'completed', object: put.object };
}

const noUpload = () => fault('NoSuchUpload', 'The specified upload does not exist.');

/** What S3 finds wrong with the parts that are named, in its order. */
function faultOf(named: readonly Named[], parts: readonly StoredObject[]): Completed | undefined {
  if (!isAscending(named)) return fault('InvalidPartOrder', 'The list of parts was not in ascending order.');
  const isOther = ({ etag, sha256 }: Named, i: number) => parts[i]?.etag !== etag || (sha256 ?? parts[i]?.sha256) !== parts[i]?.sha256;
  if (named.length === 0 || parts.length !== named.length || named.some(isOther))
    return fault('InvalidPart', 'One or more of the specified parts could not be found.');
  if (parts.slice(0, -1).some(({ sizeBytes }) => sizeBytes < smallestPartBytes))
    return fault('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  return undefined;
}

export type Multipart = ReturnType<typeof openMultipart>;

/** A restart forgets what was begun, as if it had been aborted. */
export function openMultipart(store: S3Store) {
  const uploads: Uploads = new Map();
  return {
    begin(upload: Upload): string {
      const uploadId = randomUUID();
      uploads.set(uploadId, upload);
      return uploadId;
    },

    /** @returns the part, or undefined if there is no such upload or number, or the bytes are not those of the checksum. */
    async put(uploadId: string, key: string, number: number, body: Buffer, sha256: string | undefined): Promise<StoredObject | undefined> {
      const upload = uploads.get(uploadId);
      if (upload?.key !== key || !(number >= 1 && number <= lastPartNumber)) return undefined;
      async function* bytes() {
        yield body;
      }
      const headers = { contentType: 'binary/octet-stream' };
      const expected = { sizeBytes: body.length, sha256 };
      const put = await store.put(partsBucket(upload.bucket), partKey(uploadId, number), bytes(), headers, expected);
      return put.kind === 'stored' ? put.object : undefined;
    },

    /** @returns whether there was one. */
    abort(uploadId: string, key: string): boolean {
      const upload = uploads.get(uploadId);
      if (upload?.key !== key) return false;
      forget({ store, uploads }, uploadId, upload);
      return true;
    },

    async complete(uploadId: string, key: string, body: string): Promise<Completed> {
      const upload = uploads.get(uploadId);
      if (upload?.key !== key) return noUpload();
      const named = namedIn(body);
      const parts = named.flatMap(({ number }) => store.get(partsBucket(upload.bucket), partKey(uploadId, number)) ?? []);
      return faultOf(named, parts) ?? join({ store, uploads }, uploadId, parts);
    },
  };
}

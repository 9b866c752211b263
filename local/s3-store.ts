/** Objects of the laptop's buckets as files below .postora/s3: written beside, checked while they come in, and put in place in one step. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';

const objectSchema = z.object({
  key: z.string(),
  /** Name of the file that holds the bytes. */
  file: z.string(),
  sizeBytes: z.int(),
  /** As S3 gives it, in quotation marks. */
  etag: z.string(),
  /** Base64. */
  sha256: z.string(),
  contentType: z.string(),
  cacheControl: z.string().optional(),
  contentDisposition: z.string().optional(),
  lastModified: z.string(),
});
export type StoredObject = z.infer<typeof objectSchema>;
export type ObjectHeaders = { contentType: string; cacheControl?: string | undefined; contentDisposition?: string | undefined };
export type Put = { kind: 'stored'; object: StoredObject } | { kind: 'bad_digest' } | { kind: 'incomplete' };

export type S3Store = {
  get(bucket: string, key: string): StoredObject | undefined;
  /** Where the bytes of an object lie. */
  path(bucket: string, object: StoredObject): string;
  /** Stores all of `body`, unless its length or checksum is another one. */
  put(bucket: string, key: string, body: AsyncIterable<Buffer>, headers: ObjectHeaders, expected: Expected): Promise<Put>;
  copy(bucket: string, from: StoredObject, to: string, headers: ObjectHeaders): Promise<StoredObject>;
  remove(bucket: string, key: string): void;
  keys(bucket: string): string[];
  /** Removes what is older than this below a prefix, as a lifecycle rule would. */
  expire(bucket: string, prefix: string, ageDays: number): void;
};
type Expected = { sizeBytes: number; sha256?: string | undefined };

const nameOf = (key: string) => `${encodeURIComponent(key)}.json`;

/** The files behind it: one with the headers per object, and one with the bytes, which the first one names. */
function openFiles(dir: string) {
  const folder = (bucket: string) => join(dir, bucket);
  const dataFile = (bucket: string, file: string) => join(folder(bucket), 'data', file);
  const read = (path: string) => (existsSync(path) ? objectSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined);
  const get = (bucket: string, key: string) => read(join(folder(bucket), nameOf(key)));
  return {
    get,
    dataFile,
    newFile(bucket: string) {
      mkdirSync(join(folder(bucket), 'data'), { recursive: true, mode: 0o700 });
      return randomUUID();
    },
    all(bucket: string) {
      const names = existsSync(folder(bucket)) ? readdirSync(folder(bucket)).filter((name) => name.endsWith('.json')) : [];
      return names.flatMap((name) => read(join(folder(bucket), name)) ?? []);
    },
    place(bucket: string, object: StoredObject): StoredObject {
      const before = get(bucket, object.key);
      const beside = join(folder(bucket), `${object.file}.new`);
      writeFileSync(beside, JSON.stringify(object), { mode: 0o600 });
      renameSync(beside, join(folder(bucket), nameOf(object.key)));
      if (before) rmSync(dataFile(bucket, before.file), { force: true });
      return object;
    },
    remove(bucket: string, key: string): void {
      const object = get(bucket, key);
      if (!object) return;
      rmSync(join(folder(bucket), nameOf(key)), { force: true });
      rmSync(dataFile(bucket, object.file), { force: true });
    },
  };
}

export function openS3Store(dir: string, now: () => Date): S3Store {
  const files = openFiles(dir);
  return {
    get: files.get,
    remove: files.remove,
    path: (bucket, { file }) => files.dataFile(bucket, file),
    keys: (bucket) =>
      files
        .all(bucket)
        .map(({ key }) => key)
        .sort(),
    expire(bucket, prefix, ageDays) {
      const isOld = ({ lastModified }: StoredObject) => now().getTime() - Date.parse(lastModified) > ageDays * 86_400_000;
      for (const object of files.all(bucket)) if (object.key.startsWith(prefix) && isOld(object)) files.remove(bucket, object.key);
    },
    async copy(bucket, from, to, headers) {
      const file = files.newFile(bucket);
      await copyFile(files.dataFile(bucket, from.file), files.dataFile(bucket, file));
      return files.place(bucket, { ...from, ...headers, key: to, file, lastModified: now().toISOString() });
    },
    async put(bucket, key, body, headers, expected) {
      const file = files.newFile(bucket);
      const path = files.dataFile(bucket, file);
      try {
        const written = await write(path, body);
        if (expected.sha256 !== undefined && expected.sha256 !== written.sha256) return { kind: 'bad_digest' };
        if (expected.sizeBytes !== written.sizeBytes) return { kind: 'incomplete' };
        return { kind: 'stored', object: files.place(bucket, { key, file, ...written, ...headers, lastModified: now().toISOString() }) };
      } finally {
        if (files.get(bucket, key)?.file !== file) rmSync(path, { force: true });
      }
    },
  };
}

/** Writes and hashes in one pass, so that a file of any size needs the memory of one piece. */
async function write(path: string, body: AsyncIterable<Buffer>): Promise<{ sizeBytes: number; etag: string; sha256: string }> {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  async function* hashed() {
    for await (const piece of body) {
      md5.update(piece);
      sha256.update(piece);
      yield piece;
    }
  }
  await pipeline(hashed, createWriteStream(path, { mode: 0o600 }));
  return { sizeBytes: statSync(path).size, etag: `"${md5.digest('hex')}"`, sha256: sha256.digest('base64') };
}

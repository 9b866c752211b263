/** Uploaded files in S3: looked at and read by version, published by a copy that fails when the version changed. */

import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Unexpected } from '../core/errors.ts';
import { FileChanged, type MediaFiles } from '../core/media-files.ts';

/** A year: the name changes when the bytes do. */
const immutable = 'public, max-age=31536000, immutable';

const statusOf = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
};
/** Without the right to list the bucket S3 says 403 for what is not there. */
const isGone = (error: unknown): boolean => [403, 404].includes(statusOf(error) ?? 0);
/** Not 403, which may be a right that is missing: thrown, it comes again, and then "gone" is said by `head`. */
const isChanged = (error: unknown): boolean => [404, 412].includes(statusOf(error) ?? 0);

const hexOf = (base64: string | undefined): string | undefined =>
  base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');

async function changedOr<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isChanged(error) ? new FileChanged() : error;
  }
}

export function s3MediaFiles(client: S3Client, bucket: string): MediaFiles {
  return {
    head: async (key) => {
      try {
        const out = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
        if (out.ETag === undefined || out.ContentLength === undefined) throw new Unexpected('S3 answered without version or length');
        const file = {
          etag: out.ETag,
          sizeBytes: out.ContentLength,
          contentType: out.ContentType,
          sha256: hexOf(out.ChecksumSHA256),
        };
        return { kind: 'found', file };
      } catch (error) {
        if (isGone(error)) return { kind: 'gone' };
        throw error;
      }
    },

    read: async (key, etag, offset, length) => {
      const range = { Range: `bytes=${offset}-${offset + length - 1}`, IfMatch: etag };
      const out = await changedOr(client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range })));
      const bytes = await out.Body?.transformToByteArray();
      if (bytes?.length !== length) throw new Unexpected(`S3 answered with ${bytes?.length ?? 'no'} bytes instead of ${length}`);
      return bytes;
    },

    publish: async ({ from, etag, to, contentType }) => {
      const out = await changedOr(
        client.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: to,
            CopySource: `${bucket}/${from}`,
            CopySourceIfMatch: etag,
            MetadataDirective: 'REPLACE',
            ContentType: contentType,
            CacheControl: immutable,
            ChecksumAlgorithm: 'SHA256',
          }),
        ),
      );
      return { sha256: hexOf(out.CopyObjectResult?.ChecksumSHA256) };
    },

    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

/** Exports in S3: a zip that is made while it is uploaded in parts, so that an export of any size needs the memory of a few of them. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { makeZip } from 'client-zip';
import type { ExportEntry, ExportFiles } from '../core/export-files.ts';

/** S3 takes 10,000 parts of 5 MiB and more each: 78 GiB of these. */
const partBytes = 8 * 1024 ** 2;

async function* zipInputs(entries: AsyncIterable<ExportEntry>) {
  for await (const { name, modifiedAt, sizeBytes, content } of entries) {
    yield { name, lastModified: modifiedAt, input: content, ...(sizeBytes === undefined ? {} : { size: sizeBytes }) };
  }
}

/** The same bytes in pieces of exactly this size; the last one is what is left. */
async function* inParts(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    let rest = piece;
    while (length + rest.length >= partBytes) {
      const wanted = partBytes - length;
      yield Buffer.concat([...kept, rest.subarray(0, wanted)]);
      rest = rest.subarray(wanted);
      kept = [];
      length = 0;
    }
    if (rest.length > 0) kept.push(rest);
    length += rest.length;
  }
  yield Buffer.concat(kept);
}

type Part = { PartNumber: number; ETag: string | undefined; ChecksumSHA256: string | undefined };

/** Of an upload that breaks off nothing is visible; the bucket's lifecycle removes its parts. */
export function s3ExportFiles(client: S3Client, bucket: string): ExportFiles {
  return {
    write: async (key, entries) => {
      const at = { Bucket: bucket, Key: key };
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          ...at,
          ContentType: 'application/zip',
          ContentDisposition: 'attachment; filename="postora-export.zip"',
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      const parts: Part[] = [];
      let sizeBytes = 0;
      for await (const Body of inParts(makeZip(zipInputs(entries)))) {
        const PartNumber = parts.length + 1;
        const { ETag, ChecksumSHA256 } = await client.send(
          new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }),
        );
        parts.push({ PartNumber, ETag, ChecksumSHA256 });
        sizeBytes += Body.length;
      }
      await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }));
      return { sizeBytes };
    },

    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

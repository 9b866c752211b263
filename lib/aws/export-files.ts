/** Exports in S3: a zip that is made while it is uploaded in parts, so that an export of any size needs the memory of a few of them. */
import {
  AbortMultipartUploadCommand,
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

type Upload = { Bucket: string; Key: string; UploadId: string | undefined };

async function writeParts(client: S3Client, upload: Upload, entries: AsyncIterable<ExportEntry>): Promise<{ sizeBytes: number }> {
  const parts: Part[] = [];
  let sizeBytes = 0;
  for await (const Body of inParts(makeZip(zipInputs(entries)))) {
    const PartNumber = parts.length + 1;
    const { ETag, ChecksumSHA256 } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }));
    parts.push({ PartNumber, ETag, ChecksumSHA256 });
    sizeBytes += Body.length;
  }
  await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }));
  return { sizeBytes };
}

/** Of an upload that breaks off nothing is visible, and its parts go at once; if the function dies, the bucket's lifecycle removes them. */
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
      const upload = { ...at, UploadId };
      try {
        return await writeParts(client, upload, entries);
      } catch (error) {
        // Why it broke off is what counts, not that the parts could not be removed either.
        await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
        throw error;
      }
    },

    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

/** Exports in S3: what is asked of it, part by part, and that an export of any size needs the memory of a few parts. */
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3ExportFiles } from '../../../lib/aws/export-files.ts';
import type { ExportEntry } from '../../../lib/core/export-files.ts';
import { startAt } from '../../support/builders.ts';
import { readZip } from '../../support/read-zip.ts';

const MiB = 1024 ** 2;
type Asked = { name: string; input: Record<string, unknown> };

/** A real client that is answered by the test; parts are handed over as they come. */
function setup(answer: (asked: Asked) => unknown = () => ({})) {
  const client = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const asked: Asked[] = [];
  const middleware =
    (_next: unknown, { commandName: name }: { commandName: string }) =>
    async (args: { input: Record<string, unknown> }) => {
      asked.push({ name, input: args.input });
      return {
        output: { UploadId: 'u1', ETag: `"${asked.length}"`, ChecksumSHA256: 'c', ...(answer({ name, input: args.input }) as object) },
        response: {},
      };
    };
  client.middlewareStack.add(
    ...([middleware, { step: 'initialize', priority: 'high' }] as never as Parameters<typeof client.middlewareStack.add>),
  );
  return { asked, files: s3ExportFiles(client, 'bucket') };
}
async function* listOf(...entries: ExportEntry[]) {
  yield* entries;
}
async function* text(words: string) {
  yield words;
}
const bodies = (asked: readonly Asked[]): Buffer[] => asked.flatMap(({ input }) => (Buffer.isBuffer(input['Body']) ? [input['Body']] : []));

describe('s3ExportFiles', () => {
  it('writes a small export as one part, with a checksum, as a file to keep', async () => {
    const { asked, files } = setup();

    const { sizeBytes } = await files.write('exports/a.zip', listOf({ name: 'README.txt', modifiedAt: startAt, content: text('Hello.') }));

    const at = { Bucket: 'bucket', Key: 'exports/a.zip' };
    const [begin, part, end] = asked;
    expect(asked).toHaveLength(3);
    expect(begin?.input).toEqual({
      ...at,
      ContentType: 'application/zip',
      ContentDisposition: 'attachment; filename="postora-export.zip"',
      ChecksumAlgorithm: 'SHA256',
    });
    expect(part?.input).toMatchObject({ ...at, UploadId: 'u1', PartNumber: 1, ChecksumAlgorithm: 'SHA256' });
    expect(end?.input).toEqual({
      ...at,
      UploadId: 'u1',
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"2"', ChecksumSHA256: 'c' }] },
    });
    const [zip = Buffer.alloc(0)] = bodies(asked);
    expect([zip.length, readZip(zip).get('README.txt')?.toString()]).toEqual([sizeBytes, 'Hello.']);
  });

  it('reads a file of 400 MiB piece by piece and never holds more than 40 MiB of it', async () => {
    const [pieceBytes, pieces] = [4 * MiB, 100];
    let read = 0;
    let uploaded = 0;
    let most = 0;
    async function* film() {
      for (let i = 0; i < pieces; i += 1) {
        read += pieceBytes;
        most = Math.max(most, read - uploaded);
        yield new Uint8Array(pieceBytes);
      }
    }
    const { asked, files } = setup(({ name, input }) => {
      if (name === 'UploadPartCommand') uploaded += (input['Body'] as Buffer).length;
      return {};
    });

    const { sizeBytes } = await files.write(
      'exports/b.zip',
      listOf({ name: 'media/film.mp4', modifiedAt: startAt, sizeBytes: pieceBytes * pieces, content: film() }),
    );

    const sizes = bodies(asked).map(({ length }) => length);
    expect(sizeBytes).toBeGreaterThan(400 * MiB);
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([8 * MiB]));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(sizeBytes);
    expect(most).toBeLessThan(40 * MiB);
  });

  it('completes nothing when a file cannot be read to its end, and takes back what was uploaded', async () => {
    const { asked, files } = setup();
    async function* broken() {
      yield new Uint8Array(9 * MiB);
      throw new Error('removed meanwhile');
    }

    const writing = files.write('exports/c.zip', listOf({ name: 'media/a.jpg', modifiedAt: startAt, content: broken() }));

    await expect(writing).rejects.toThrow('removed meanwhile');
    expect(asked.map(({ name }) => name)).not.toContain('CompleteMultipartUploadCommand');
    expect(asked.at(-1)).toEqual({
      name: 'AbortMultipartUploadCommand',
      input: { Bucket: 'bucket', Key: 'exports/c.zip', UploadId: 'u1' },
    });
  });
});

/** Signing an upload, and the S3 calls behind `MediaFiles`: what is asked, and what S3's refusals become. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { s3MediaFiles } from '../../../lib/aws/media.ts';
import { uploadSigner } from '../../../lib/aws/sign-file.ts';
import { FileChanged } from '../../../lib/core/media-files.ts';
import { inMs, startAt } from '../../support/builders.ts';

const region = 'us-east-1';
const credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a/token+of=theirs',
};
const hex = 'ab'.repeat(32);

describe('uploadSigner', () => {
  const sign = uploadSigner({ bucketUrl: 'https://bucket.s3.us-east-1.amazonaws.com', region, credentials, signingNow: () => startAt });
  const input = { key: "incoming/usr_1/it's (1)!*.png", contentType: 'image/png', sizeBytes: 1234, sha256: hex, windowMs: 900_000 };

  it("makes the address that AWS's own signer makes", async () => {
    const { url } = await sign(input);
    const client = new S3Client({ region, credentials });
    const command = new PutObjectCommand({
      Bucket: 'bucket',
      Key: input.key,
      ContentType: input.contentType,
      ContentLength: input.sizeBytes,
      ChecksumSHA256: Buffer.from(hex, 'hex').toString('base64'),
    });
    const signed = ['host', 'content-type', 'content-length', 'x-amz-checksum-sha256'];
    // The SDK marks its own operation in the query; without that mark all must be the same, the signature included.
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { query: Record<string, string> };
        delete request.query['x-id'];
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const theirs = await getSignedUrl(client, command, {
      expiresIn: 900,
      signingDate: startAt,
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      signableHeaders: new Set(signed),
    });

    const sorted = (address: string) => [...new URL(address).searchParams].sort();
    expect(new URL(url).pathname).toBe(new URL(theirs).pathname);
    expect(sorted(url)).toEqual(sorted(theirs));
  });

  it('names the headers that must be sent, and until when', async () => {
    const { url, method, headers, expiresAt } = await sign(input);

    expect([method, headers, expiresAt]).toEqual([
      'PUT',
      { 'content-type': 'image/png', 'x-amz-checksum-sha256': Buffer.from(hex, 'hex').toString('base64') },
      inMs(900_000),
    ]);
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;x-amz-checksum-sha256');
  });

  it('signs without a session token where there is none', async () => {
    const { accessKeyId, secretAccessKey } = credentials;
    const plain = uploadSigner({
      bucketUrl: 'http://127.0.0.1:1/b',
      region,
      credentials: { accessKeyId, secretAccessKey },
      signingNow: () => startAt,
    });

    expect((await plain(input)).url).not.toContain('Security-Token');
  });
});

describe('s3MediaFiles', () => {
  type Asked = { name: string; input: Record<string, unknown> };
  const setup = (answer: (asked: Asked) => unknown) => {
    const client = new S3Client({ region, credentials });
    const asked: Asked[] = [];
    const middleware = (_next: unknown, context: { commandName: string }) => async (args: { input: Record<string, unknown> }) => {
      asked.push({ name: context.commandName, input: args.input });
      return { output: answer({ name: context.commandName, input: args.input }), response: {} };
    };
    client.middlewareStack.add(
      ...([middleware, { step: 'initialize', priority: 'high' }] as never as Parameters<typeof client.middlewareStack.add>),
    );
    return { asked, files: s3MediaFiles(client, 'bucket') };
  };
  const failing = (httpStatusCode: number) =>
    setup(() => {
      throw Object.assign(new Error('S3 says no'), { $metadata: { httpStatusCode } });
    }).files;

  it('asks for length, type, version and checksum', async () => {
    const { files, asked } = setup(() => ({
      ETag: '"e"',
      ContentLength: 5,
      ContentType: 'image/png',
      ChecksumSHA256: Buffer.from(hex, 'hex').toString('base64'),
    }));

    expect(await files.head('k')).toEqual({ kind: 'found', file: { etag: '"e"', sizeBytes: 5, contentType: 'image/png', sha256: hex } });
    expect(asked).toEqual([{ name: 'HeadObjectCommand', input: { Bucket: 'bucket', Key: 'k', ChecksumMode: 'ENABLED' } }]);
  });

  it('reads exactly the bytes of one version', async () => {
    const { files, asked } = setup(() => ({ Body: { transformToByteArray: async () => new Uint8Array(3) } }));

    expect(await files.read('k', '"e"', 10, 3)).toEqual(new Uint8Array(3));
    expect(asked[0]?.input).toEqual({ Bucket: 'bucket', Key: 'k', Range: 'bytes=10-12', IfMatch: '"e"' });
    await expect(files.read('k', '"e"', 10, 4)).rejects.toThrow('3 bytes instead of 4');
  });

  it('copies one version, as an immutable file of its type', async () => {
    const { files, asked } = setup(() => ({ CopyObjectResult: { ChecksumSHA256: Buffer.from(hex, 'hex').toString('base64') } }));

    expect(await files.publish({ from: 'incoming/a', etag: '"e"', to: 'm/b.png', contentType: 'image/png' })).toEqual({ sha256: hex });
    expect(asked[0]?.input).toEqual({
      Bucket: 'bucket',
      Key: 'm/b.png',
      CopySource: 'bucket/incoming/a',
      CopySourceIfMatch: '"e"',
      MetadataDirective: 'REPLACE',
      ContentType: 'image/png',
      CacheControl: 'public, max-age=31536000, immutable',
      ChecksumAlgorithm: 'SHA256',
    });
  });

  it('takes 404 and 403 for "not there" when it looks, because it may not list', async () => {
    expect(await failing(404).head('k')).toEqual({ kind: 'gone' });
    expect(await failing(403).head('k')).toEqual({ kind: 'gone' });
    await expect(failing(503).head('k')).rejects.toThrow('S3 says no');
  });

  it.each([404, 412])('takes %i for "changed" when it reads or copies, and nothing else', async (status) => {
    const copy = { from: 'a', etag: '"e"', to: 'b', contentType: 'image/png' };

    await expect(failing(status).read('k', '"e"', 0, 1)).rejects.toThrow(FileChanged);
    await expect(failing(status).publish(copy)).rejects.toThrow(FileChanged);
    await expect(failing(403).publish(copy)).rejects.toThrow('S3 says no');
  });
});

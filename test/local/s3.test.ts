/** The laptop's S3 as the AWS SDK sees it: rights per object, versions, ranges, and what is not modelled said loudly. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3ExportFiles } from '../../lib/aws/export-files.ts';
import { downloadSigner, uploadSigner } from '../../lib/aws/sign-file.ts';
import { parseRange } from '../../local/byte-range.ts';
import { functionCredentials } from '../../local/functions.ts';
import { gateway } from '../../local/gateway.ts';
import { type LocalServer, localServer } from '../../local/http-server.ts';
import { loadPolicyCheck } from '../../local/iam.ts';
import { type Bucket, corsHeaders } from '../../local/s3-buckets.ts';
import { openS3Store, type S3Store } from '../../local/s3-store.ts';
import { sign } from '../../local/sigv4.ts';
import { until } from '../../local/visitor.ts';
import { readZip } from '../support/read-zip.ts';

const [account, region] = ['000000000000', 'us-east-1'];
const credentials = functionCredentials('f');
const on = (Action: string[], below: string) => ({ Effect: 'Allow', Action, Resource: `arn:aws:s3:::bucket/${below}*` });
const statements = [
  on(['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], 'exports/'),
  on(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], 'incoming/'),
  on(['s3:PutObject', 's3:DeleteObject'], 'm/'),
];
const principal = {
  name: 'f',
  arn: `arn:aws:iam::${account}:role/r`,
  sessionArn: `arn:aws:sts::${account}:assumed-role/r/f`,
  policies: [{ name: 'own', policy: { Version: '2012-10-17', Statement: statements } }],
};
const bucket: Bucket = { name: 'bucket', arn: 'arn:aws:s3:::bucket', cors: [], reports: true };
const dir = mkdtempSync(join(tmpdir(), 'postora-s3-'));
const created: string[] = [];
const said: string[] = [];
let store: S3Store;
let server: LocalServer;
let client: S3Client;

/** Requests that reached the cloud, until it is done with each. */
const handled: Promise<void>[] = [];

const file = Buffer.from('0123456789');
const base64 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

function signUpload(key: string, bytes: Buffer) {
  const sign = uploadSigner({ bucketUrl: `http://127.0.0.1:${server.port}/bucket`, region, credentials, signingNow: () => new Date() });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sign({ key, contentType: 'text/plain', sizeBytes: bytes.length, sha256, windowMs: 60_000 });
}
async function uploadTo(key: string, bytes = file): Promise<Response> {
  const { url, headers } = await signUpload(key, bytes);
  return fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
}
async function* once(bytes: Buffer) {
  yield bytes;
}
const refused = (name: string, httpStatusCode: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode }) });

beforeAll(async () => {
  server = await localServer({ port: 0, what: 'AWS', onFailure: (text) => said.push(text) });
  store = openS3Store(dir, () => new Date());
  const handler = gateway({
    callers: [{ principal, credentials }],
    check: await loadPolicyCheck(true, () => {}),
    resourcePolicy: () => undefined,
    around: { account, region, partitionKey: () => 'pk', keyArn: () => '' },
    services: {},
    s3: { store, buckets: new Map([['bucket', bucket]]), onCreated: (_bucket, { key }, reason) => created.push(`${reason} ${key}`) },
    say: (_level, text) => said.push(text),
  });
  server.handle((incoming, response) => {
    const done = handler(incoming, response);
    handled.push(done.catch(() => {}));
    return done;
  });
  client = new S3Client({ endpoint: `http://127.0.0.1:${server.port}`, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(dir, { recursive: true });
});

describe('S3 of the laptop', () => {
  it('keeps what a signed address brings, and tells of it', async () => {
    expect((await uploadTo('incoming/a b+c')).status).toBe(200);

    const head = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'incoming/a b+c', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({
      ContentLength: 10,
      ContentType: 'text/plain',
      ChecksumSHA256: base64(file),
      ServerSideEncryption: 'AES256',
    });
    expect(created).toContain('PutObject incoming/a b+c');
  });

  it('reads ranges of one version', async () => {
    await uploadTo('incoming/r');
    const get = (more: object) => client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'incoming/r', ...more }));
    const { ETag: etag } = await get({});

    const part = await get({ Range: 'bytes=2-4', IfMatch: etag });
    expect([part.ContentRange, await part.Body?.transformToString()]).toEqual(['bytes 2-4/10', '234']);
    await expect(get({ IfMatch: '"other"' })).rejects.toEqual(refused('PreconditionFailed', 412));
    await expect(get({ Range: 'bytes=10-' })).rejects.toEqual(refused('InvalidRange', 416));
  });

  it('copies one version with new headers', async () => {
    await uploadTo('incoming/c');
    const { ETag: etag } = await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'incoming/c' }));
    const copy = (CopySourceIfMatch: string | undefined, CopySource = 'bucket/incoming/c') =>
      client.send(
        new CopyObjectCommand({
          ...{ Bucket: 'bucket', Key: 'm/c.txt', CopySource, CopySourceIfMatch, MetadataDirective: 'REPLACE' },
          ...{ ContentType: 'image/png', CacheControl: 'immutable', ChecksumAlgorithm: 'SHA256' },
        }),
      );

    await expect(copy('"other"')).rejects.toEqual(refused('PreconditionFailed', 412));
    const { CopyObjectResult: result } = await copy(etag);
    expect(result).toMatchObject({ ETag: etag, ChecksumSHA256: base64(file) });
    expect(store.get('bucket', 'm/c.txt')).toMatchObject({ contentType: 'image/png', cacheControl: 'immutable', sizeBytes: 10 });
    expect(created).toContain('CopyObject m/c.txt');
    await expect(copy(etag, 'bucket/incoming/none')).rejects.toEqual(refused('AccessDenied', 403));
  });

  it('T8.3 asks the caller’s own policy about every object, the source of a copy too', async () => {
    await uploadTo('incoming/x');
    const get = new GetObjectCommand({ Bucket: 'bucket', Key: 'm/c.txt' });
    const copy = new CopyObjectCommand({ Bucket: 'bucket', Key: 'incoming/y', CopySource: 'bucket/m/c.txt', MetadataDirective: 'REPLACE' });

    await expect(client.send(get)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:GetObject on resource: arn:aws:s3:::bucket/m/c.txt'),
    });
    await expect(client.send(copy)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await uploadTo('elsewhere/x')).status).toBe(403);
    expect(store.get('bucket', 'elsewhere/x')).toBeUndefined();
  });

  it('says "denied" of what is not there, as S3 does to whoever may not list', async () => {
    await expect(client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'incoming/none' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('deletes, harmlessly twice, and leaves no bytes', async () => {
    await uploadTo('incoming/d');
    const path = store.path('bucket', store.get('bucket', 'incoming/d')!);
    const remove = () => client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'incoming/d' }));

    expect(existsSync(path)).toBe(true);
    await remove();
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(existsSync(path)).toBe(false);
  });

  it('leaves no bytes behind of a refused or an overwritten upload', async () => {
    await uploadTo('incoming/o');
    const count = () => readdirSync(join(dir, 'bucket/data')).length;
    const before = count();

    await uploadTo('incoming/o', Buffer.from('new bytes!'));
    const sign = uploadSigner({ bucketUrl: `http://127.0.0.1:${server.port}/bucket`, region, credentials, signingNow: () => new Date() });
    const { url, headers } = await sign({
      key: 'incoming/o',
      contentType: 'a/b',
      sizeBytes: 10,
      sha256: 'ab'.repeat(32),
      windowMs: 60_000,
    });
    expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(file) })).status).toBe(400);
    expect(count()).toBe(before);
  });

  const address = (key: string, windowMs = 60_000, signedAt = new Date()) =>
    downloadSigner({ bucketUrl: `http://127.0.0.1:${server.port}/bucket`, region, credentials, signingNow: () => signedAt })({
      key,
      windowMs,
    });

  it('takes an export in parts, as one object with its headers, and tells of it once', async () => {
    const large = Buffer.alloc(9 * 1024 ** 2, 'abcdefg');
    async function* entries() {
      yield { name: 'media/a.bin', modifiedAt: new Date(0), content: once(large) };
      yield { name: 'README.txt', modifiedAt: new Date(0), content: once(Buffer.from('read me')) };
    }

    const { sizeBytes } = await s3ExportFiles(client, 'bucket').write('exports/x.zip', entries());

    const answer = await fetch((await address('exports/x.zip')).url);
    const zip = Buffer.from(await answer.arrayBuffer());
    expect([zip.length, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      sizeBytes,
      'application/zip',
      'attachment; filename="postora-export.zip"',
    ]);
    expect(readZip(zip).get('media/a.bin')?.equals(large)).toBe(true);
    expect(readZip(zip).get('README.txt')?.toString()).toBe('read me');
    expect(created.filter((what) => what.includes('exports/'))).toEqual(['CompleteMultipartUpload exports/x.zip']);
    expect(store.keys('bucket.parts')).toEqual([]);
  });

  it('gives a file to a signed address only for its time, with its method and with the signer’s right', async () => {
    const status = async (url: string, method = 'GET') => (await fetch(url, { method })).status;
    const { url } = await address('exports/x.zip');

    expect(await status(url)).toBe(200);
    expect(await status(url.replace('exports/x.zip', 'exports/y.zip'))).toBe(403);
    expect(await status(url, 'DELETE')).toBe(403);
    expect(await status((await address('exports/x.zip', 60_000, new Date(Date.now() - 61_000))).url)).toBe(403);
    expect(await status((await address('m/c.txt')).url)).toBe(403);
  });

  it('joins only parts that were named as they are', async () => {
    const at = { Bucket: 'bucket', Key: 'exports/p.zip' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' }));
    const part = (PartNumber: number, Body: Buffer) => client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    const complete = (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    const [one, two] = [await part(1, file), await part(2, file)];

    await expect(complete([{ PartNumber: 1, ETag: '"other"' }])).rejects.toEqual(refused('InvalidPart', 400));
    await expect(complete([{ PartNumber: 3, ETag: one.ETag }])).rejects.toEqual(refused('InvalidPart', 400));
    const both = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    await expect(complete([...both].reverse())).rejects.toEqual(refused('InvalidPartOrder', 400));
    await expect(complete(both)).rejects.toEqual(refused('EntityTooSmall', 400));
    await complete([{ PartNumber: 2, ETag: two.ETag }]);
    expect(store.get('bucket', 'exports/p.zip')?.sizeBytes).toBe(10);
    await expect(complete(both)).rejects.toEqual(refused('NoSuchUpload', 400));
  });

  it('forgets the parts of an upload that is aborted', async () => {
    const at = { Bucket: 'bucket', Key: 'exports/p.zip' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: file }));
    const before = store.keys('bucket.parts').length;

    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }));

    expect([before, store.keys('bucket.parts')]).toEqual([1, []]);
    await expect(client.send(new AbortMultipartUploadCommand({ ...at, UploadId }))).rejects.toEqual(refused('NoSuchUpload', 404));
  });

  it('T8.3 takes no part without the right to the object', async () => {
    const begin = client.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: 'elsewhere/x.zip' }));

    await expect(begin).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is not at fault when a caller dies while it sends, with either signature, or while it is answered', async () => {
    const large = Buffer.alloc(20_000_000);
    await uploadTo('incoming/large', large);
    const [before, seen] = [[...said], handled.length];
    const { url, headers } = await signUpload('incoming/half', large);
    const address = new URL(`http://127.0.0.1:${server.port}/bucket/incoming/half`);
    const own = sign({ method: 'PUT', url: address, headers: { host: address.host }, body: large }, credentials, region, 's3');

    for (const dying of [
      request(url, { method: 'PUT', headers }),
      request(address, { method: 'PUT', headers: { ...own, 'content-length': large.length } }),
    ]) {
      dying.on('error', () => {});
      const isHalfway = handled.length + 1;
      dying.write(large.subarray(0, 1_000));
      await until('the cloud to listen', () => (handled.length === isHalfway ? true : undefined));
      dying.destroy();
    }
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'incoming/large' }));
    (body as IncomingMessage).on('error', () => {}).destroy();
    await Promise.all(handled);

    expect(handled.length - seen).toBe(3);
    expect(said).toEqual(before);
    expect(store.get('bucket', 'incoming/half')).toBeUndefined();
  });

  it('refuses loudly what it does not model', async () => {
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'bucket' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    await expect(client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'incoming/p', Body: 'x' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: expect.any(Number) },
    });
    expect(said.some((text) => text.includes('does not model'))).toBe(true);
  });

  it('knows its callers', async () => {
    const stranger = new S3Client({
      endpoint: `http://127.0.0.1:${server.port}`,
      region,
      credentials: functionCredentials('g'),
      maxAttempts: 1,
    });

    await expect(stranger.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'incoming/x' }))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    stranger.destroy();
  });

  it('finds its objects again after a restart, and forgets what is over', () => {
    const again = openS3Store(dir, () => new Date(Date.now() + 2 * 86_400_000));

    expect(again.keys('bucket')).toEqual(store.keys('bucket'));
    again.expire('bucket', 'incoming/', 1);
    expect(again.keys('bucket').filter((key) => key.startsWith('incoming/'))).toEqual([]);
    expect(again.keys('bucket')).toContain('m/c.txt');
  });
});

describe(parseRange, () => {
  it.each([
    [undefined, { kind: 'whole' }],
    ['bytes=0-0', { kind: 'part', start: 0, end: 0 }],
    ['bytes=4-99', { kind: 'part', start: 4, end: 9 }],
    ['bytes=-3', { kind: 'part', start: 7, end: 9 }],
    ['bytes=-99', { kind: 'part', start: 0, end: 9 }],
    ['bytes=10-', { kind: 'outside' }],
    ['bytes=-0', { kind: 'outside' }],
    ['bytes=5-2', { kind: 'whole' }],
    ['bytes=0-1,4-5', { kind: 'whole' }],
    ['lines=1-2', { kind: 'whole' }],
  ])('reads %j of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });
});

describe(corsHeaders, () => {
  const rules = [{ AllowedOrigins: ['https://*.example.com'], AllowedMethods: ['PUT'], AllowedHeaders: ['x-amz-*'], ExposedHeaders: [] }];

  it.each([
    ['https://a.example.com', 'PUT', ['X-Amz-Checksum-Sha256'], true],
    ['https://a.example.com', 'PUT', ['content-type'], false],
    ['https://a.example.com', 'GET', [], false],
    ['https://example.com.evil.org', 'PUT', [], false],
    [undefined, 'PUT', [], false],
  ])('for %s %s %j', (origin, method, headers, isAllowed) => {
    expect(Object.keys(corsHeaders({ ...bucket, cors: rules }, origin, method, headers)).length > 0).toBe(isAllowed);
  });
});

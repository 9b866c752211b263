/** The S3 calls that Postora makes, and no others: head, ranged get, copy by version, delete, upload in parts; a whole PUT comes in by a signed address. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { parseRange } from './byte-range.ts';
import { type ApiCall, NotModelled } from './demands.ts';
import type { Bucket } from './s3-buckets.ts';
import type { Multipart } from './s3-multipart.ts';
import type { S3Store, StoredObject } from './s3-store.ts';

export type S3Request = { method: string; url: URL; headers: Record<string, string> };
/** A request of a function, with its body: one part of an upload at most. */
export type S3Command = S3Request & { body: Buffer };
export type S3Answer = { status: number; headers: Record<string, string>; body: Buffer | Readable };
/** Told of every new object; `reason` is the call that made it. */
export type OnCreated = (bucket: Bucket, object: StoredObject, reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload') => void;
export type S3Parts = { store: S3Store; buckets: Map<string, Bucket>; onCreated: OnCreated };

const escapeXml = (text: string) => text.replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);
const xml = (text: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
const common = () => ({ 'x-amz-request-id': randomUUID().slice(0, 16).toUpperCase(), server: 'AmazonS3' });

export function s3Answer(status: number, headers: Record<string, string> = {}, body: S3Answer['body'] = Buffer.alloc(0)): S3Answer {
  return { status, headers: { ...common(), ...headers }, body };
}

/** S3's own errors are XML. */
export const s3Error = (status: number, code: string, message: string): S3Answer =>
  s3Answer(
    status,
    { 'content-type': 'application/xml' },
    xml(`<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>local</RequestId></Error>`),
  );

/** No function may list a bucket; to such a caller S3 says "denied" of what is not there. */
const notThere = () => s3Error(403, 'AccessDenied', 'Access Denied');
const changed = () => s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

/** Bucket and key of a path-style address. */
export function addressOf({ url }: Pick<S3Request, 'url'>): { bucket: string; key: string } {
  const [bucket = '', ...key] = url.pathname.split('/').slice(1);
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')) };
}

const plainQuery = /^(?:x-id|X-Amz-[A-Za-z0-9-]+)$/;
/** By method and what is asked for in the query. */
const operations: Record<string, string> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
  PUT: 'PutObject',
  'POST uploads': 'CreateMultipartUpload',
  'PUT partNumber uploadId': 'UploadPart',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
};

/** @throws {NotModelled} naming anything but a call on one object in the table above. */
export function s3Call(request: S3Request): ApiCall {
  const { bucket, key } = addressOf(request);
  const { method, headers, url } = request;
  const options = [...url.searchParams.keys()].filter((name) => !plainQuery.test(name)).sort();
  const operation = operations[[method, ...options].join(' ')];
  if (!operation || key === '')
    throw new NotModelled(`The laptop cloud does not model s3:${method} ${key === '' ? 'on a bucket' : ''} ${options.join(' ')}`);
  const source = headers['x-amz-copy-source'];
  if (operation !== 'PutObject' || source === undefined) return { service: 's3', operation, input: { Bucket: bucket, Key: key } };
  return {
    service: 's3',
    operation: 'CopyObject',
    input: { Bucket: bucket, Key: key, CopySource: decodeURIComponent(source).replace(/^\//, '') },
  };
}

const objectHeaders = (object: StoredObject): Record<string, string> => ({
  'content-type': object.contentType,
  etag: object.etag,
  'last-modified': new Date(object.lastModified).toUTCString(),
  'accept-ranges': 'bytes',
  'x-amz-server-side-encryption': 'AES256',
  ...(object.contentDisposition === undefined ? {} : { 'content-disposition': object.contentDisposition }),
  ...(object.cacheControl === undefined ? {} : { 'cache-control': object.cacheControl }),
});

function read({ store }: S3Parts, request: S3Request): S3Answer {
  const { bucket, key } = addressOf(request);
  const object = store.get(bucket, key);
  if (!object) return notThere();
  const { 'if-match': wanted, range, 'x-amz-checksum-mode': mode } = request.headers;
  if (wanted !== undefined && wanted !== object.etag) return changed();
  const part = parseRange(range, object.sizeBytes);
  if (part.kind === 'outside') return s3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  const [start, end] = part.kind === 'part' ? [part.start, part.end] : [0, object.sizeBytes - 1];
  const headers = {
    ...objectHeaders(object),
    'content-length': String(end - start + 1),
    ...(part.kind === 'part' ? { 'content-range': `bytes ${start}-${end}/${object.sizeBytes}` } : {}),
    ...(mode === 'ENABLED' && part.kind === 'whole'
      ? { 'x-amz-checksum-sha256': object.sha256, 'x-amz-checksum-type': 'FULL_OBJECT' }
      : {}),
  };
  const isEmpty = request.method === 'HEAD' || object.sizeBytes === 0;
  const body = isEmpty ? Buffer.alloc(0) : createReadStream(store.path(bucket, object), { start, end });
  return s3Answer(part.kind === 'part' ? 206 : 200, headers, body);
}

async function copy({ store, buckets, onCreated }: S3Parts, { headers }: S3Request, { input }: ApiCall): Promise<S3Answer> {
  const [bucketName, to, source] = [String(input['Bucket']), String(input['Key']), String(input['CopySource'])];
  const [sourceBucket = '', ...sourceKey] = source.split('/');
  if (sourceBucket !== bucketName) throw new NotModelled('The laptop cloud copies within one bucket only');
  if (headers['x-amz-metadata-directive'] !== 'REPLACE') throw new NotModelled('The laptop cloud copies with REPLACE only');
  const from = store.get(bucketName, sourceKey.join('/'));
  const bucket = buckets.get(bucketName);
  if (!from || !bucket) return notThere();
  const wanted = headers['x-amz-copy-source-if-match'];
  if (wanted !== undefined && wanted !== from.etag) return changed();
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  const object = await store.copy(bucketName, from, to, { contentType, cacheControl: headers['cache-control'] });
  onCreated(bucket, object, 'CopyObject');
  const checksum = headers['x-amz-checksum-algorithm'] === 'SHA256' ? `<ChecksumSHA256>${object.sha256}</ChecksumSHA256>` : '';
  const result = `<ETag>${object.etag.replaceAll('"', '&quot;')}</ETag><LastModified>${object.lastModified}</LastModified>${checksum}`;
  return s3Answer(200, { 'content-type': 'application/xml' }, xml(`<CopyObjectResult>${result}</CopyObjectResult>`));
}

const invalidPart = () => s3Error(400, 'BadDigest', 'There is no such upload or part, or its bytes are not those of the checksum.');
const xmlAnswer = (text: string) => s3Answer(200, { 'content-type': 'application/xml' }, xml(text));

type InParts = S3Parts & { multipart: Multipart };

/** The calls of an upload in parts. */
async function inParts({ buckets, multipart, onCreated }: InParts, request: S3Command, operation: string): Promise<S3Answer> {
  const { bucket: name, key } = addressOf(request);
  const { url, headers, body } = request;
  const uploadId = url.searchParams.get('uploadId') ?? '';
  if (operation === 'CreateMultipartUpload') {
    const { 'content-type': contentType = 'binary/octet-stream', 'content-disposition': contentDisposition } = headers;
    const begun = multipart.begin({ bucket: name, key, headers: { contentType, contentDisposition } });
    return xmlAnswer(`<InitiateMultipartUploadResult><UploadId>${begun}</UploadId></InitiateMultipartUploadResult>`);
  }
  if (operation === 'UploadPart') {
    const part = await multipart.put(uploadId, key, Number(url.searchParams.get('partNumber')), body, headers['x-amz-checksum-sha256']);
    return part ? s3Answer(200, { etag: part.etag, 'x-amz-checksum-sha256': part.sha256 }) : invalidPart();
  }
  if (operation === 'AbortMultipartUpload')
    return multipart.abort(uploadId, key) ? s3Answer(204) : s3Error(404, 'NoSuchUpload', 'The specified upload does not exist.');
  const completed = await multipart.complete(uploadId, key, body.toString());
  const bucket = buckets.get(name);
  if (completed.kind === 'fault') return s3Error(400, completed.code, completed.message);
  if (bucket) onCreated(bucket, completed.object, 'CompleteMultipartUpload');
  const etag = completed.object.etag.replaceAll('"', '&quot;');
  return xmlAnswer(`<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`);
}

const ofParts = new Set(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'AbortMultipartUpload']);

/** Runs a call that is allowed. @throws {NotModelled} */
export async function runS3(parts: InParts, request: S3Command, call: ApiCall): Promise<S3Answer> {
  const { bucket, key } = addressOf(request);
  if (!parts.buckets.has(bucket)) return s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  if (ofParts.has(call.operation)) return inParts(parts, request, call.operation);
  if (call.operation === 'CopyObject') return copy(parts, request, call);
  if (call.operation === 'PutObject') throw new NotModelled('The laptop cloud takes PutObject by a signed address only');
  if (call.operation !== 'DeleteObject') return read(parts, request);
  parts.store.remove(bucket, key);
  return s3Answer(204);
}

/** S3's way in: who asks is told by a signed header or by a signed address; uploads by a browser are streamed, those of a function come in parts. */
import { pipeline } from 'node:stream/promises';
import { type ApiCall, NotModelled } from './demands.ts';
import { flatHeaders } from './http-client.ts';
import { type HttpHandler, hasLeft, readBody } from './http-server.ts';
import { corsHeaders } from './s3-buckets.ts';
import { addressOf, runS3, type S3Answer, type S3Parts, type S3Request, s3Answer, s3Call, s3Error } from './s3-calls.ts';
import { type Multipart, openMultipart } from './s3-multipart.ts';
import { type Credentials, isPresignedWith, isSignedWith, type Presigned, parseAuthorization, parsePresigned } from './sigv4.ts';

/** `Who` is whatever the gateway knows a caller by. */
export type S3GateParts<Who> = S3Parts & {
  callerOf(accessKeyId: string): { who: Who; credentials: Credentials } | undefined;
  /** AWS's sentence, if this caller may not make this call. */
  refusalOf(who: Who, call: ApiCall): Promise<string | undefined>;
  onCall(who: Who | undefined, call: ApiCall, status: number): void;
  say(level: 'warn' | 'error', text: string): void;
  /** The time of the machine: signatures are judged by it. */
  now(): Date;
};
type Incoming = Parameters<HttpHandler>[0];
type Gate<Who> = S3GateParts<Who> & { multipart: Multipart };

/** Requests that are S3's: signed for it, or a browser that asks before it uploads. */
export function isForS3({ method, headers, url }: Pick<Incoming, 'method' | 'headers' | 'url'>): boolean {
  if (method === 'OPTIONS') return true;
  return parseAuthorization(headers.authorization)?.service === 's3' || /[?&]X-Amz-Signature=/.test(url ?? '');
}

export function s3Gate<Who>(given: S3GateParts<Who>): HttpHandler {
  const parts = { ...given, multipart: openMultipart(given.store) };
  return async (incoming, response) => {
    const headers = flatHeaders(incoming.headers);
    const request: S3Request = {
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', `http://${headers['host']}`),
      headers,
    };
    const answer = await answerTo(parts, request, incoming).catch((error: unknown) => {
      if (hasLeft(incoming, error)) throw error;
      return failed(parts, error);
    });
    const bucket = parts.buckets.get(addressOf(request).bucket);
    const cors = bucket ? corsHeaders(bucket, headers['origin'], request.method) : {};
    // What is refused is read to its end and forgotten, so that the sender gets to hear why.
    incoming.resume();
    const { status, body } = answer;
    const length = Buffer.isBuffer(body) ? { 'content-length': String(body.length) } : {};
    response.writeHead(status, { ...length, ...cors, ...answer.headers });
    if (Buffer.isBuffer(body)) response.end(body);
    else await pipeline(body, response);
  };
}

function failed<Who>({ say }: S3GateParts<Who>, error: unknown): S3Answer {
  const text = error instanceof Error ? error.message : String(error);
  say('error', `s3: ${text}`);
  return s3Error(501, error instanceof NotModelled ? 'NotModelledOnTheLaptop' : 'LaptopCloudFailure', text);
}

async function answerTo<Who>(parts: Gate<Who>, request: S3Request, incoming: Incoming): Promise<S3Answer> {
  if (request.method === 'OPTIONS') return preflight(parts, request);
  const presigned = parsePresigned(request.url);
  return presigned ? bySignedAddress(parts, request, presigned, incoming) : call(parts, request, incoming);
}

function preflight<Who>({ buckets }: S3GateParts<Who>, request: S3Request): S3Answer {
  const { origin, 'access-control-request-method': method = '', 'access-control-request-headers': names = '' } = request.headers;
  const bucket = buckets.get(addressOf(request).bucket);
  const asked = names.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()]));
  const granted = bucket ? corsHeaders(bucket, origin, method, asked) : {};
  if (Object.keys(granted).length > 0) return s3Answer(200, granted);
  return s3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
}

const mismatch = () =>
  s3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
const unknownKey = () => s3Error(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');

/** A call signed in its headers. */
async function call<Who>(parts: Gate<Who>, request: S3Request, incoming: Incoming): Promise<S3Answer> {
  const authorization = parseAuthorization(request.headers['authorization']);
  const caller = parts.callerOf(authorization?.accessKeyId ?? '');
  if (!authorization || !caller) return unknownKey();
  if (request.headers['x-amz-security-token'] !== caller.credentials.sessionToken)
    return s3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  const body = await readBody(incoming);
  if (!body) return s3Error(400, 'EntityTooLarge', 'The laptop cloud takes parts of 12 MB at most');
  if (!isSignedWith({ ...request, body }, authorization, caller.credentials.secretAccessKey)) return mismatch();
  const asked = s3Call(request);
  const refusal = await parts.refusalOf(caller.who, asked);
  const answer = refusal === undefined ? await runS3(parts, { ...request, body }, asked) : s3Error(403, 'AccessDenied', refusal);
  parts.onCall(caller.who, asked, answer.status);
  return answer;
}

/** What S3 finds wrong with a signed address, in its order. */
function faultOf({ headers }: S3Request, presigned: Presigned, now: Date): S3Answer | undefined {
  const { signedHeaders, signedAt, expiresSeconds } = presigned;
  if (!(expiresSeconds >= 1 && expiresSeconds <= 604_800))
    return s3Error(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be between 1 and 604800 seconds');
  if (now.getTime() > signedAt.getTime() + expiresSeconds * 1000) return s3Error(403, 'AccessDenied', 'Request has expired');
  if (now.getTime() < signedAt.getTime() - 15 * 60_000) return s3Error(403, 'AccessDenied', 'Request is not valid yet');
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned.length === 0) return undefined;
  return s3Error(403, 'AccessDenied', 'There were headers present in the request which were not signed');
}

/** One PUT of these very bytes, or one GET, by a signed address: with the signer's right at this moment. */
async function bySignedAddress<Who>(parts: Gate<Who>, request: S3Request, presigned: Presigned, incoming: Incoming): Promise<S3Answer> {
  const caller = parts.callerOf(presigned.accessKeyId);
  if (!caller || presigned.sessionToken !== caller.credentials.sessionToken) return unknownKey();
  const fault = faultOf(request, presigned, parts.now());
  if (fault) return fault;
  if (!isPresignedWith(request, presigned, caller.credentials.secretAccessKey)) return mismatch();
  const asked = s3Call(request);
  if (asked.operation !== 'PutObject' && asked.operation !== 'GetObject')
    throw new NotModelled(`The laptop cloud takes PUT and GET by a signed address, not ${asked.operation}`);
  const refusal = await parts.refusalOf(caller.who, asked);
  const run = () =>
    asked.operation === 'PutObject' ? store(parts, request, incoming) : runS3(parts, { ...request, body: Buffer.alloc(0) }, asked);
  const answer = refusal === undefined ? await run() : s3Error(403, 'AccessDenied', refusal);
  parts.onCall(caller.who, asked, answer.status);
  return answer;
}

async function store<Who>(
  { store: objects, buckets, onCreated }: S3GateParts<Who>,
  request: S3Request,
  incoming: Incoming,
): Promise<S3Answer> {
  const { bucket: name, key } = addressOf(request);
  const bucket = buckets.get(name);
  if (!bucket) return s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const { 'content-length': length, 'content-type': contentType = 'binary/octet-stream' } = request.headers;
  if (length === undefined) return s3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const expected = { sizeBytes: Number(length), sha256: request.headers['x-amz-checksum-sha256'] };
  const put = await objects.put(name, key, incoming, { contentType }, expected);
  if (put.kind === 'bad_digest') return s3Error(400, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
  if (put.kind === 'incomplete')
    return s3Error(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
  onCreated(bucket, put.object, 'PutObject');
  return s3Answer(200, { etag: put.object.etag, 'x-amz-checksum-sha256': put.object.sha256 });
}

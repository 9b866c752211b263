/** AWS Signature Version 4, both ways: the gateway checks what functions sign, the pollers and the operator sign with it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Credentials = {
  accessKeyId: string;
  secretAccessKey: string /** Temporary credentials (`ASIA…`) have one. */;
  sessionToken?: string;
};
export type SignedRequest = { method: string; url: URL; headers: Record<string, string>; body: Buffer };
export type Authorization = {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
};

/** A signed address: everything an Authorization header says, and until when. */
export type Presigned = Authorization & { signedAt: Date; expiresSeconds: number; sessionToken?: string };

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** The parts of an Authorization header, or undefined if it is none of AWS's. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const match = pattern.exec(header ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

function canonicalRequest({ method, url, headers }: Unhashed, payload: string, signedHeaders: string[], service: string): string {
  // S3 alone signs the path as it is; every other service signs it encoded once more.
  const path = service === 's3' ? url.pathname : url.pathname.split('/').map(encode).join('/');
  const parameters = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature');
  const query = parameters.map(([k, v]) => `${encode(k)}=${encode(v)}`).sort();
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [method, path, query.join('&'), lines.join(''), signedHeaders.join(';'), payload].join('\n');
}

type Unhashed = Omit<SignedRequest, 'body'>;
/** When it was signed, and the hash of the body or why there is none. */
type Stamp = { time: string; payload: string };

function signatureOf(request: Unhashed, { time, payload }: Stamp, parts: Omit<Authorization, 'signature'>, secret: string): string {
  const scope = `${parts.date}/${parts.region}/${parts.service}/aws4_request`;
  const canonical = canonicalRequest(request, payload, parts.signedHeaders, parts.service);
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [parts.region, parts.service, 'aws4_request'].reduce((k, part) => hmac(k, part), hmac(`AWS4${secret}`, parts.date));
  return hmac(key, toSign).toString('hex');
}

const stampOf = ({ headers, body }: SignedRequest): Stamp => ({ time: headers['x-amz-date'] ?? '', payload: sha256(body) });

/** Whether the request was signed with this secret. */
export function isSignedWith(request: SignedRequest, authorization: Authorization, secret: string): boolean {
  if (!authorization.signedHeaders.includes('host')) return false;
  const expected = signatureOf(request, stampOf(request), authorization, secret);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(authorization.signature));
}

/** The headers to send, Authorization included. */
export function sign(request: SignedRequest, credentials: Credentials, region: string, service: string): Record<string, string> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const token = credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {};
  const headers: Record<string, string> = { ...request.headers, ...token, host: request.url.host, 'x-amz-date': amzDate };
  const signedHeaders = Object.keys(headers).sort();
  const parts = { accessKeyId: credentials.accessKeyId, date: amzDate.slice(0, 8), region, service, signedHeaders };
  const signature = signatureOf({ ...request, headers }, stampOf({ ...request, headers }), parts, credentials.secretAccessKey);
  const scope = `${parts.accessKeyId}/${parts.date}/${region}/${service}/aws4_request`;
  headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}

/** The parts of a signed address, or undefined if it is none. */
export function parsePresigned({ searchParams }: URL): Presigned | undefined {
  const value = (name: string) => searchParams.get(`X-Amz-${name}`) ?? '';
  const [accessKeyId = '', date = '', region = '', service = '', end] = value('Credential').split('/');
  const [, day, hour, minute, second] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z$/.exec(value('Date')) ?? [];
  const isWhole = value('Algorithm') === 'AWS4-HMAC-SHA256' && end === 'aws4_request' && day === date;
  if (!isWhole || !/^[0-9a-f]{64}$/.test(value('Signature'))) return undefined;
  const signedAt = new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour}:${minute}:${second}Z`);
  const token = searchParams.get('X-Amz-Security-Token');
  return {
    ...{ accessKeyId, date, region, service, signedAt, signature: value('Signature') },
    signedHeaders: value('SignedHeaders').split(';'),
    expiresSeconds: Number(value('Expires')),
    ...(token === null ? {} : { sessionToken: token }),
  };
}

/** Whether the address was signed with this secret for this very request; its body is bound by signed headers, if at all. */
export function isPresignedWith(request: Unhashed, presigned: Presigned, secret: string): boolean {
  if (!presigned.signedHeaders.includes('host')) return false;
  const stamp = { time: request.url.searchParams.get('X-Amz-Date') ?? '', payload: 'UNSIGNED-PAYLOAD' };
  const expected = signatureOf(request, stamp, presigned, secret);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(presigned.signature));
}

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

function canonicalRequest({ method, url, headers, body }: SignedRequest, signedHeaders: string[], service: string): string {
  // S3 alone signs the path as it is; every other service signs it encoded once more.
  const path = service === 's3' ? url.pathname : url.pathname.split('/').map(encode).join('/');
  const query = [...url.searchParams].map(([k, v]) => `${encode(k)}=${encode(v)}`).sort();
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [method, path, query.join('&'), lines.join(''), signedHeaders.join(';'), sha256(body)].join('\n');
}

function signatureOf(request: SignedRequest, parts: Omit<Authorization, 'signature'>, secret: string): string {
  const scope = `${parts.date}/${parts.region}/${parts.service}/aws4_request`;
  const canonical = canonicalRequest(request, parts.signedHeaders, parts.service);
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', scope, sha256(canonical)].join('\n');
  const key = [parts.region, parts.service, 'aws4_request'].reduce((k, part) => hmac(k, part), hmac(`AWS4${secret}`, parts.date));
  return hmac(key, toSign).toString('hex');
}

/** Whether the request was signed with this secret. */
export function isSignedWith(request: SignedRequest, authorization: Authorization, secret: string): boolean {
  if (!authorization.signedHeaders.includes('host')) return false;
  const expected = signatureOf(request, authorization, secret);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(authorization.signature));
}

/** The headers to send, Authorization included. */
export function sign(request: SignedRequest, credentials: Credentials, region: string, service: string): Record<string, string> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const token = credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {};
  const headers: Record<string, string> = { ...request.headers, ...token, host: request.url.host, 'x-amz-date': amzDate };
  const signedHeaders = Object.keys(headers).sort();
  const parts = { accessKeyId: credentials.accessKeyId, date: amzDate.slice(0, 8), region, service, signedHeaders };
  const signature = signatureOf({ ...request, headers }, parts, credentials.secretAccessKey);
  const scope = `${parts.accessKeyId}/${parts.date}/${region}/${service}/aws4_request`;
  headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}

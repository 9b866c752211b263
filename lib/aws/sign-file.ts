/**
 * Signs the address of one file, to put it there or to read it (SigV4 in the query). Our own lines instead of @aws-sdk/s3-request-presigner, which brings 170 kB
 * into a function that calls S3 for nothing else; a test compares the two. Of an upload, type, length and checksum are signed headers,
 * never hoisted into the query, so S3 takes these very bytes and no others. @see docs/decisions/0014-media.md
 */
import type { SignDownload } from '../core/export-files.ts';
import type { SignUpload } from '../core/media-files.ts';
import { encode, pathOf, type SigningCredentials, signatureOf, timeOf } from './sigv4.ts';

export type SignerSettings = {
  /** Address of the bucket, without a trailing slash. */
  bucketUrl: string;
  region: string;
  credentials: SigningCredentials;
  /** Wall-clock time: AWS judges a signature by its own clock, whatever ours says. */
  signingNow: () => Date;
};

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

const queryText = (query: Record<string, string>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');

type Request = { method: 'PUT' | 'GET'; key: string; windowMs: number; headers: Record<string, string> };

/** `headers` are all that have to be sent as they are, beside the host. */
function sign({ bucketUrl, region, credentials, signingNow }: SignerSettings, { method, key, windowMs, headers }: Request) {
  const url = new URL(`${bucketUrl}/${pathOf(key)}`);
  const at = signingNow();
  const time = timeOf(at);
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signed = Object.entries({ ...headers, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const signedNames = signed.map(([name]) => name).join(';');
  const query = queryText({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(Math.floor(windowMs / 1000)),
    ...(credentials.sessionToken ? { 'X-Amz-Security-Token': credentials.sessionToken } : {}),
    'X-Amz-SignedHeaders': signedNames,
  });
  const headerLines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = [method, url.pathname, query, headerLines, signedNames, 'UNSIGNED-PAYLOAD'].join('\n');
  const signature = signatureOf(canonical, { time, region, secretAccessKey: credentials.secretAccessKey });
  return { url: `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature}`, expiresAt: new Date(at.getTime() + windowMs) };
}

export const uploadSigner =
  (settings: SignerSettings): SignUpload =>
  async ({ key, contentType, sizeBytes, sha256: hex, windowMs }) => {
    const headers = { 'content-type': contentType, 'x-amz-checksum-sha256': base64(hex) };
    // Whoever sends the file sets its length by sending it; a browser lets nobody else set it.
    const signed = sign(settings, { method: 'PUT', key, windowMs, headers: { ...headers, 'content-length': String(sizeBytes) } });
    return { ...signed, method: 'PUT', headers };
  };

export const downloadSigner =
  (settings: SignerSettings): SignDownload =>
  async ({ key, windowMs }) =>
    sign(settings, { method: 'GET', key, windowMs, headers: {} });

/** Signature Version 4 for S3, as far as we need it: two files sign by hand what the whole S3 client would be too large for. */
import { createHash, createHmac } from 'node:crypto';

export type SigningCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986: encodeURIComponent leaves five characters that AWS encodes. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
export const pathOf = (key: string): string => key.split('/').map(encode).join('/');

/** `20261123T090000Z` */
export const timeOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

export const emptyHash = sha256('');

/** Hex. @param canonical the canonical request. */
export function signatureOf(
  canonical: string,
  { time, region, secretAccessKey }: { time: string; region: string; secretAccessKey: string },
): string {
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const dated = hmac(`AWS4${secretAccessKey}`, time.slice(0, 8));
  const signingKey = [region, 's3', 'aws4_request'].reduce<Buffer>((secret, part) => hmac(secret, part), dated);
  return hmac(signingKey, toSign).toString('hex');
}

/**
 * Mails as SES put them into the bucket, read by a signed GET of our own: the S3 client would make `mailer` 500 kB.
 * One address, no redirect, no more bytes than asked for. @see docs/decisions/0016-mail-that-comes-in.md
 */
import type { RawMails } from '../core/ports.ts';
import { emptyHash, encode, type SigningCredentials, signatureOf, timeOf } from './sigv4.ts';

type Settings = {
  /** Address of the bucket, without a trailing slash. */
  bucketUrl: string;
  region: string;
  credentials: SigningCredentials;
  /** Wall-clock time: AWS judges a signature by its own clock, whatever ours says. */
  signingNow: () => Date;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
};

function signedHeaders({ region, credentials, signingNow }: Settings, url: URL): Record<string, string> {
  const time = timeOf(signingNow());
  const headers = {
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': time,
    ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
  };
  const signed = Object.entries({ host: url.host, ...headers });
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = ['GET', url.pathname, '', lines, names, emptyHash].join('\n');
  const signature = signatureOf(canonical, { time, region, secretAccessKey: credentials.secretAccessKey });
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

/** Below this prefix SES puts them (infra/constructs/inbound-mail.ts). */
export const rawMailPrefix = 'inbound/';

export const rawMails = (settings: Settings): RawMails => ({
  read: async (mailId, maxBytes) => {
    const url = new URL(`${settings.bucketUrl}/${rawMailPrefix}${encode(mailId)}`);
    const headers = signedHeaders(settings, url);
    const { fetch, timeoutMs } = settings;
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const sizeBytes = Number(answer.headers.get('content-length') ?? Number.NaN);
    if (answer.status === 200 && sizeBytes <= maxBytes) return { kind: 'found', bytes: await answer.bytes() };
    await answer.body?.cancel();
    // 403 is what S3 says of a right that is missing and of a mail that is not there: neither may be taken for "nothing to forward".
    if (answer.status !== 200 || Number.isNaN(sizeBytes)) throw new Error(`S3 answered ${answer.status} for a raw mail`);
    return { kind: 'too_large', sizeBytes };
  },
});

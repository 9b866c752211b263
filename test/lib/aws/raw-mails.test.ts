/** Reading a raw mail: one signed GET to one address, and nothing taken for less than it is. */
import { describe, expect, it } from 'vitest';
import { rawMails } from '../../../lib/aws/raw-mails.ts';
import { isSignedWith, parseAuthorization } from '../../../local/sigv4.ts';
import { startAt } from '../../support/builders.ts';

const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a/token+of=theirs' };
const bucketUrl = 'https://bucket.s3.us-east-1.amazonaws.com';

function reading(answer: Response | Error) {
  const asked: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(new Request(input, init));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, mails: rawMails({ bucketUrl, region: 'us-east-1', credentials, signingNow: () => startAt, fetch, timeoutMs: 1000 }) };
}
const stored = (text: string) => new Response(text, { headers: { 'content-length': String(text.length) } });

describe('rawMails', () => {
  it('asks for this one object with a signature that holds', async () => {
    const { asked, mails } = reading(stored('From: a'));

    const found = await mails.read('mail-0123456789', 100);

    const [request] = asked;
    if (!request) throw new Error('nothing was asked');
    const url = new URL(request.url);
    const headers: Record<string, string> = { ...Object.fromEntries(request.headers), host: url.host };
    const authorization = parseAuthorization(headers['authorization']);
    expect(found).toEqual({ kind: 'found', bytes: new TextEncoder().encode('From: a') });
    expect([asked.length, request.method, request.url]).toEqual([1, 'GET', `${bucketUrl}/inbound/mail-0123456789`]);
    expect(request.redirect).toBe('error');
    expect(authorization?.signedHeaders).toEqual(['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']);
    const signed = { method: 'GET', url, headers, body: Buffer.alloc(0) };
    expect(authorization && isSignedWith(signed, authorization, 'secret')).toBe(true);
    expect(authorization && isSignedWith(signed, authorization, 'another secret')).toBe(false);
  });

  it('does not read what is larger than asked for', async () => {
    const answer = stored('x'.repeat(101));

    expect(await reading(answer).mails.read('mail-0123456789', 100)).toEqual({ kind: 'too_large', sizeBytes: 101 });
    expect(answer.bodyUsed).toBe(true);
  });

  it.each<[string, Response | Error, string]>([
    ['a right that is missing, or a mail that is gone', new Response('', { status: 403 }), 'answered 403'],
    ['a mail that is gone', new Response('', { status: 404 }), 'answered 404'],
    ['S3 in trouble', new Response('', { status: 503 }), 'answered 503'],
    ['an answer without a length', new Response('x'), 'answered 200'],
    ['a broken line', new TypeError('fetch failed'), 'fetch failed'],
  ])('fails for %s, so that the message comes again', async (_, answer, message) => {
    await expect(reading(answer).mails.read('mail-0123456789', 100)).rejects.toThrow(message);
  });

  it('cannot be led out of its folder by an id', async () => {
    const { asked, mails } = reading(stored('x'));

    await mails.read('../m/secret?x=1', 100);

    expect(asked[0]?.url).toBe(`${bucketUrl}/inbound/..%2Fm%2Fsecret%3Fx%3D1`);
  });
});

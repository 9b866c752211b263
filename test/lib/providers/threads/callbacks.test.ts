import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignedRequest } from '../../../../lib/providers/threads/callbacks.ts';
import { signRequest } from '../../../../local/threads/callbacks/signed-request.ts';
import { defaultSettings, type Settings } from '../../../../local/threads/settings.ts';
import { openApp } from '../../../local/threads/callbacks/app-server.ts';
import { openThreads } from '../../../local/threads/driver.ts';

const [threadsSecret, metaSecret] = ['threads-app-secret', 'meta-app-secret'];
const secrets = [threadsSecret, metaSecret];
/** Above 2^53: read as a number, it would be another one. */
const userId = '17841405793203057';
const at = Date.parse('2026-11-23T09:00:00Z');
const sign = (patch: Partial<Settings> = {}, secret = threadsSecret) => signRequest(userId, secret, at, { ...defaultSettings, ...patch });
const signText = (text: string, secret = threadsSecret) => {
  const payload = Buffer.from(text).toString('base64url');
  return `${createHmac('sha256', secret).update(payload).digest('base64url')}.${payload}`;
};
const read = { userId, issuedAt: new Date(at) };

describe('verifySignedRequest', () => {
  it.each<[string, Partial<Settings>]>([
    ['without padding', {}],
    ['with padding', { callbackPadding: 'padded' }],
    ['with the user id as a number', { callbackUserId: 'number' }],
    ['with the algorithm in small letters', { callbackAlgorithm: 'hmac-sha256' }],
    ['long after it expired', { callbackExpires: 'past' }],
    ['without an end', { callbackExpires: 'missing' }],
  ])('T5.1 takes a call %s', (_name, patch) => {
    expect(verifySignedRequest(sign(patch), secrets)).toEqual(read);
  });

  it('T5.1 takes either secret, and gives the same answer to a replay', () => {
    const signed = sign({}, metaSecret);

    expect([verifySignedRequest(signed, secrets), verifySignedRequest(signed, secrets)]).toEqual([read, read]);
  });

  it('T5.1 does without a time that it cannot read', () => {
    const text = `{"algorithm":"HMAC-SHA256","issued_at":"soon","user_id":${userId}}`;

    expect(verifySignedRequest(signText(text), secrets)).toEqual({ userId });
  });

  it.each<[string, string]>([
    ['another secret', sign({ callbackSecret: 'wrong' })],
    ['the user id 0', sign({ callbackUserId: 'zero' })],
    ['no algorithm', sign({ callbackAlgorithm: 'none' })],
    ['no user id', signText('{"algorithm":"HMAC-SHA256"}')],
    ['a user id that is none', signText('{"algorithm":"HMAC-SHA256","user_id":"17841405793203057x"}')],
    ['a user id that was rounded', signText('{"algorithm":"HMAC-SHA256","user_id":1.7841405793203057e16}')],
    ['another algorithm', signText(`{"algorithm":"HMAC-SHA256-X","user_id":"${userId}"}`)],
    ['a payload that is no JSON', signText('user_id=1')],
    ['a payload that is a list', signText('["HMAC-SHA256"]')],
    ['a signature in hex', sign().replace(/^[^.]+/, 'ab'.repeat(32))],
    ['a signature alone', sign().split('.')[0] ?? ''],
    ['a third part', `${sign()}.x`],
    ['three signs of padding', sign().replace('.', '===.')],
    ['a blank in it', sign().replace('.', ' .')],
    ['too much of everything', signText(`{"algorithm":"HMAC-SHA256","user_id":"${userId}","x":"${'x'.repeat(10_000)}"}`)],
    ['nothing', ''],
    ['a dot', '.'],
  ])('T5.1 refuses a call with %s', (_name, signed) => {
    expect(verifySignedRequest(signed, secrets)).toBeUndefined();
  });

  it('T5.1 refuses everything without a secret, also what an empty one signed', () => {
    expect(verifySignedRequest(sign(), [])).toBeUndefined();
    expect(verifySignedRequest(sign({}, ''), ['', metaSecret])).toBeUndefined();
  });

  it('T5.1 takes none of 2,000 forgeries', () => {
    const [signature = '', payload = ''] = sign().split('.');
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.';
    const other = (letter: string, step: number) =>
      letters[(letters.indexOf(letter) + 1 + (step % (letters.length - 1))) % letters.length] ?? '';
    const whole = `${signature}.${payload}`;
    const forgeries = Array.from({ length: 2_000 }, (_, i) => {
      const place = i % whole.length;
      return whole.slice(0, place) + other(whole[place] ?? '', Math.floor(i / whole.length)) + whole.slice(place + 1);
    });

    const taken = forgeries.filter((forgery) => verifySignedRequest(forgery, secrets) !== undefined);

    expect(new Set(forgeries).size).toBe(2_000);
    expect(forgeries).not.toContain(whole);
    expect(taken).toEqual([]);
  });

  it('T5.1 reads what the simulator really delivers, however often', async () => {
    const app = await openApp({ body: '{"url":"https://app.test/deletion/abc","confirmation_code":"abc"}' });
    const settings = {
      deauthorizeUrl: `${app.url}/gone`,
      dataDeletionUrl: `${app.url}/delete`,
      callbackTimes: 2,
      callbackUserId: 'number',
    } as const;
    const { control } = await openThreads({ appSecret: threadsSecret, settings });

    await control.requestDeletion('ada.paints');
    await control.revoke('ada.paints');

    const signed = app.received.map(({ body }) => new URLSearchParams(body).get('signed_request') ?? '');
    const { id } = control.account('ada.paints');
    expect(signed.map((one) => verifySignedRequest(one, secrets)?.userId)).toEqual([id, id, id, id]);
  });
});

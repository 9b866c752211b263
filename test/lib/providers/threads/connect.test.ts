/** Everything before the first post: window, code, token, profile, scopes, and their errors. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/core/errors.ts';
import { lineError } from '../fake-fetch.ts';
import { answers, app, errorNamed, errors, fakeThreads, now, recorded, respond, type Script, spellOut, token } from './fake-threads.ts';

const code = 'AQBcodeThatNobodyMaySee';
const redirectUri = 'https://postora.example/oauth/threads/callback';
const good: Script = { code_exchange: () => recorded('short_token'), token_exchange: () => recorded('long_token') };
const exchange = (script: Script, given = code) =>
  fakeThreads({ ...good, ...script }).threads.exchangeCode({ code: given, redirectUri, now });
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
const plain =
  (body: string, status = 200) =>
  () =>
    respond({ status, body });
const secrets = [code, app.secret, token, 'THQVJ', 'THAAV', 'https://'];

describe('authorizationUrl', () => {
  it('asks for both scopes and carries the state', async () => {
    const url = new URL(await fakeThreads({}).threads.authorizationUrl({ state: 'a&b', redirectUri, userId: 'usr_1' }));

    expect(url.origin + url.pathname).toBe('https://threads.com/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: app.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'threads_basic,threads_content_publish',
      state: 'a&b',
    });
  });
});

describe('exchangeCode', () => {
  it('gives the long-lived token and when it ends', async () => {
    expect(await exchange({})).toEqual({ accessToken: 'THAAVlong', expiresAt: new Date(now.getTime() + 5_183_944_000) });
  });

  it.each([`${code}#_`, `${code}%23_`, code])('sends the code as it was meant: %s', async (given) => {
    const { threads, seen } = fakeThreads(good);

    await threads.exchangeCode({ code: given, redirectUri, now });

    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      client_id: app.id,
      client_secret: app.secret,
      code,
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
    });
    expect(Object.fromEntries(seen[1]?.url.searchParams ?? [])).toEqual({
      grant_type: 'th_exchange_token',
      client_secret: app.secret,
      access_token: 'THQVJshort',
    });
  });

  it.each<[string, Script, string, string]>([
    ['a used code, flat', { code_exchange: plain(answers['code_used'] ?? '', 400) }, 'invalid', 'provider_refused'],
    ['a used code, nested', { code_exchange: plain('{"error":{"code":100,"message":"used"}}', 400) }, 'invalid', 'provider_refused'],
    [
      'the wrong app, in the flat form',
      { code_exchange: plain('{"error_type":"x","error_code":4476002}', 400) },
      'unavailable',
      'provider_unavailable',
    ],
    ['the wrong app, nested', { code_exchange: plain('{"error":{"code":101}}', 400) }, 'unavailable', 'provider_unavailable'],
    [
      'a wrong secret',
      { token_exchange: plain('{"error":{"code":1,"message":"Error validating client secret."}}', 400) },
      'unavailable',
      'provider_unavailable',
    ],
    ['a short token that is refused', { token_exchange: plain('{"error":{"code":190}}', 400) }, 'invalid', 'provider_refused'],
    ['a token that is long-lived already', { token_exchange: plain('{"error":{"code":452}}', 400) }, 'invalid', 'provider_refused'],
    ['a missing permission', { token_exchange: plain('{"error":{"code":10}}', 403) }, 'rejected', 'permission_missing'],
    ['a flat error as 500', { code_exchange: plain(answers['code_used'] ?? '', 500) }, 'unavailable', 'provider_unavailable'],
    ['an answer without a token', { code_exchange: plain('{}') }, 'unavailable', 'provider_unavailable'],
    ['a token with a line break', { code_exchange: plain('{"access_token":"a\\nb"}') }, 'unavailable', 'provider_unavailable'],
    ['an answer without an end', { token_exchange: plain('{"access_token":"THAAVlong"}') }, 'unavailable', 'provider_unavailable'],
    [
      'an end in a thousand years',
      { token_exchange: plain('{"access_token":"THAAVlong","expires_in":31536000000}') },
      'unavailable',
      'provider_unavailable',
    ],
    ['an HTML page', { code_exchange: plain('<html>', 200) }, 'unavailable', 'provider_unavailable'],
    [
      'a redirect',
      { token_exchange: () => new Response(null, { status: 302, headers: { location: 'https://x/' } }) },
      'unavailable',
      'provider_unavailable',
    ],
    ['a broken line', { token_exchange: () => Promise.reject(lineError('ECONNRESET')) }, 'unavailable', 'provider_unavailable'],
    ['no line at all', { code_exchange: () => Promise.reject(lineError('ENOTFOUND')) }, 'unavailable', 'provider_unavailable'],
  ])('says what to do after %s, and gives away nothing', async (_name, script, kind, errorCode) => {
    const error = await caught(exchange(script));

    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind, code: errorCode });
    for (const secret of secrets) expect(spellOut(error)).not.toContain(secret);
  });

  it('tries a code once, whatever happens', async () => {
    const { threads, seen } = fakeThreads({ code_exchange: () => Promise.reject(lineError('ECONNRESET')) });

    await caught(threads.exchangeCode({ code, redirectUri, now }));

    expect(seen).toHaveLength(1);
  });
});

describe('profile', () => {
  const profileOf = (body: string) => fakeThreads({ profile: plain(body) }).threads.profile(token);

  it('reads every field', async () => {
    expect(await profileOf(answers['profile'] ?? '')).toEqual({
      remoteId: '17841405793187218',
      username: 'u',
      name: 'U',
      pictureUrl: 'https://scontent.cdninstagram.com/v/p.jpg?oh=1',
      biography: 'hi',
    });
  });

  it('does without the optional ones, and keeps a numeric id exact', async () => {
    const empty = { name: '', pictureUrl: '', biography: '' };

    expect(await profileOf(answers['bare_profile'] ?? '')).toEqual({ remoteId: '17841405793187218', username: 'u', ...empty });
  });

  it.each(['javascript:alert(1)', 'http://cdn.example/p.jpg', 'data:image/png;base64,AAAA', 'p.jpg'])(
    'does not pass on %s as a picture',
    async (picture) => {
      const profile = await profileOf(JSON.stringify({ id: '1', username: 'u', threads_profile_picture_url: picture }));

      expect(profile.pictureUrl).toBe('');
    },
  );

  it.each(errors.map(({ name }) => name))('throws an AppError for %s, without a secret', async (name) => {
    const error = await caught(fakeThreads({ profile: () => respond(errorNamed(name)) }).threads.profile(token));

    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind: expect.stringMatching(/^(reconnect|unavailable|rejected)$/) });
    for (const secret of secrets) expect(spellOut(error)).not.toContain(secret);
  });

  it('asks for a new connection when the token is refused', async () => {
    const error = await caught(fakeThreads({ profile: () => respond(errorNamed('190/458 app removed')) }).threads.profile(token));

    expect(error).toMatchObject({ kind: 'reconnect', code: 'reconnect_needed' });
  });
});

describe('grantedScopes', () => {
  const scopesWith = (name: string) => caught(fakeThreads({ quota: () => respond(errorNamed(name)) }).threads.grantedScopes(token));

  it('has both when the probe answers', async () => {
    const { threads } = fakeThreads({ quota: () => recorded('quota') });

    expect(await threads.grantedScopes(token)).toEqual(['threads_basic', 'threads_content_publish']);
  });

  it.each(['10 as 403', '200 permission'])('lacks the right to publish when the probe is refused with %s', async (name) => {
    const { threads } = fakeThreads({ quota: () => respond(errorNamed(name)) });

    expect(await threads.grantedScopes(token)).toEqual(['threads_basic']);
  });

  it('does not guess when the probe fails', async () => {
    expect(await scopesWith('2 service down')).toMatchObject({ kind: 'unavailable', code: 'provider_unavailable' });
    expect(await scopesWith('10 as 500, post may be live')).toMatchObject({ kind: 'unavailable' });
    expect(await scopesWith('190/463 token expired')).toMatchObject({ kind: 'reconnect' });
  });
});

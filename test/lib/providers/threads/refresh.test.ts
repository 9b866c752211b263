/** Renewing a token at Threads: one GET, and what its answers mean. */
import { describe, expect, it } from 'vitest';
import { lineError } from '../fake-fetch.ts';
import { errorNamed, fakeThreads, now, recorded, respond, type Script, spellOut, token } from './fake-threads.ts';

const refresh = (answer: NonNullable<Script['token_refresh']>) => fakeThreads({ token_refresh: answer }).threads.refresh(token, now);
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
const error = (status: number, code: number, subcode?: number) => () =>
  respond({ status, body: { error: { message: 'x', type: 'OAuthException', code, ...(subcode ? { error_subcode: subcode } : {}) } } });

describe('refresh', () => {
  it('asks once, with the token in the documented place and no secret, and reads when the new one ends', async () => {
    const fake = fakeThreads({ token_refresh: () => recorded('long_token') });

    const granted = await fake.threads.refresh(token, now);

    expect(granted).toEqual({ accessToken: 'THAAVlong', expiresAt: new Date(now.getTime() + 5_183_944_000) });
    expect(fake.seen).toHaveLength(1);
    expect(fake.seen[0]).toMatchObject({ method: 'GET' });
    expect(Object.fromEntries(fake.seen[0]?.url.searchParams ?? [])).toEqual({ grant_type: 'th_refresh_token', access_token: token });
  });

  it.each([
    ['the token has expired', error(400, 190, 463), 'reconnect', 'reconnect_needed'],
    ['the token is invalid, with any status', error(500, 190), 'reconnect', 'reconnect_needed'],
    ['the session is over', error(400, 102), 'reconnect', 'reconnect_needed'],
    ['a dead token answers under another code', error(400, 100), 'reconnect', 'reconnect_needed'],
    ['the consent of a private profile is not extended', error(403, 10), 'rejected', 'permission_missing'],
    ['the account is restricted', error(400, 1, 4279013), 'rejected', 'provider_refused'],
    ['Threads is down', error(503, 2), 'unavailable', 'provider_unavailable'],
    ['Threads wants a pause', error(400, 613), 'unavailable', 'provider_unavailable'],
    ['the answer is no JSON', () => respond({ status: 200, body: '<html>' }), 'unavailable', 'provider_unavailable'],
    ['the answer has no end', () => respond({ status: 200, body: { access_token: 'x' } }), 'unavailable', 'provider_unavailable'],
  ] as const)('when %s', async (_, answer, kind, code) => {
    const failure = await caught(refresh(answer));

    expect(failure).toMatchObject({ kind, code });
    expect(spellOut(failure)).not.toContain(token);
  });

  it('is unavailable when the line breaks', async () => {
    const failure = await caught(
      refresh(() => {
        throw lineError('ECONNRESET');
      }),
    );

    expect(failure).toMatchObject({ kind: 'unavailable' });
    expect(spellOut(failure)).not.toContain(token);
  });

  it('knows the recorded answer to an expired token', async () => {
    expect(await caught(refresh(() => respond(errorNamed('190/463 token expired'))))).toMatchObject({ kind: 'reconnect' });
  });
});

/** Codes and tokens of the sandbox: as strict as a platform that somebody else runs. */
import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../../../lib/core/secret.ts';
import { anId } from '../../../support/builders.ts';
import { codeFor, type PretendSandbox, pretendSandbox, redirectUri, tokenFor, userId } from './pretend-sandbox.ts';

const dayMs = 24 * 3_600_000;
const refusedSignIn = { kind: 'invalid', code: 'provider_refused' };
const reconnect = { kind: 'reconnect', code: 'reconnect_needed' };

const exchange = ({ provider, now }: PretendSandbox, code: string, redirect = redirectUri) =>
  provider.exchangeCode({ code, redirectUri: redirect, now: now() });
const profile = ({ provider }: PretendSandbox, token: string) => provider.profile(token);

describe('connecting the sandbox', () => {
  it('leads straight back to our own callback, with nothing in between', async () => {
    const { provider } = pretendSandbox();

    const url = new URL(await provider.authorizationUrl({ state: 'a&b', redirectUri, userId }));

    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect([...url.searchParams.keys()]).toEqual(['code', 'state']);
    expect(url.searchParams.get('state')).toBe('a&b');
  });

  it('gives each user one account, the same every time', async () => {
    const pretend = pretendSandbox();
    const tokens = [await tokenFor(pretend), await tokenFor(pretend), await tokenFor(pretend, anId('usr', 8))];

    const [first, again, other] = await Promise.all(tokens.map(async (token) => (await profile(pretend, token)).remoteId));

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('stores codes and tokens as hashes only', async () => {
    const pretend = pretendSandbox();
    const code = await codeFor(pretend);
    const whileOpen = JSON.stringify(pretend.db.dump('main'));
    const { accessToken } = await exchange(pretend, code);

    const stored = JSON.stringify(pretend.db.dump('main'));

    expect(whileOpen).toContain(hashSecret(code));
    expect(stored).toContain(hashSecret(accessToken));
    for (const secret of [code, accessToken]) expect(whileOpen + stored).not.toContain(secret.split('.')[1]);
  });

  it('T3.8 takes a code for one minute', async () => {
    const pretend = pretendSandbox();
    const [inTime, late] = [await codeFor(pretend), await codeFor(pretend)];

    pretend.advance(59_999);
    await exchange(pretend, inTime);
    pretend.advance(1);

    await expect(exchange(pretend, late)).rejects.toMatchObject(refusedSignIn);
  });

  it('takes a code only from the address that it was sent to', async () => {
    const pretend = pretendSandbox();
    const code = await codeFor(pretend);

    await expect(exchange(pretend, code, 'https://evil.example/callback')).rejects.toMatchObject(refusedSignIn);
  });

  it('exchanges a code once, even when two try at once', async () => {
    const pretend = pretendSandbox();
    const code = await codeFor(pretend);

    const ends = await Promise.allSettled([exchange(pretend, code), exchange(pretend, code)]);

    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(pretend.rows('sandbox_token')).toHaveLength(1);
  });

  it.each(['', 'x', '.', `${'0'.repeat(26)}.${'A'.repeat(43)}`, 'SANDBOX#x', `${'0'.repeat(26)}.${'A'.repeat(43)}\n`])(
    'refuses %j as code and as token',
    async (secret) => {
      const pretend = pretendSandbox();

      await expect(exchange(pretend, secret)).rejects.toMatchObject(refusedSignIn);
      await expect(profile(pretend, secret)).rejects.toMatchObject(reconnect);
    },
  );

  it('takes no code for a token and no token for a code', async () => {
    const pretend = pretendSandbox();
    const code = await codeFor(pretend);
    const token = await tokenFor(pretend);

    await expect(profile(pretend, code)).rejects.toMatchObject(reconnect);
    await expect(exchange(pretend, token)).rejects.toMatchObject(refusedSignIn);
  });
});

describe('tokens of the sandbox', () => {
  it('T3.8 end after sixty days', async () => {
    const pretend = pretendSandbox();
    const { accessToken, expiresAt } = await exchange(pretend, await codeFor(pretend));

    pretend.advance(60 * dayMs - 1);
    const before = await profile(pretend, accessToken);
    pretend.advance(1);

    expect(expiresAt).toEqual(pretend.now());
    expect(before.username).toBe('sandbox');
    await expect(profile(pretend, accessToken)).rejects.toMatchObject(reconnect);
  });

  it('can be refreshed: the new one ends later, and the old one stays good for whoever lost the answer', async () => {
    const pretend = pretendSandbox();
    const old = await tokenFor(pretend);
    pretend.advance(20 * dayMs);
    pretend.line.loseNext = true;

    const lost = await pretend.provider.refresh(old, pretend.now()).catch((error: unknown) => error);
    const fresh = await pretend.provider.refresh(old, pretend.now());
    pretend.advance(45 * dayMs);

    expect(lost).toMatchObject({ kind: 'unavailable', code: 'provider_unavailable' });
    expect((await profile(pretend, fresh.accessToken)).username).toBe('sandbox');
    await expect(profile(pretend, old)).rejects.toMatchObject(reconnect);
    await expect(pretend.provider.refresh(old, pretend.now())).rejects.toMatchObject(reconnect);
  });

  it('keep the scopes that were granted when they are refreshed', async () => {
    const pretend = pretendSandbox();
    const code = await codeFor(pretend);
    pretend.change('sandbox_code', { scopes: [] });
    const { accessToken } = await exchange(pretend, code);

    const fresh = await pretend.provider.refresh(accessToken, pretend.now());

    expect(await pretend.provider.grantedScopes(fresh.accessToken)).toEqual([]);
  });

  it('all end when the account is forgotten, and nothing of it is left', async () => {
    const pretend = pretendSandbox();
    const token = await tokenFor(pretend);
    await pretend.platform.create(token, { text: 'Bridges.', media: [], options: {} });
    await codeFor(pretend);
    const other = await tokenFor(pretend, anId('usr', 8));

    await pretend.store.forget(pretend.accountId);

    await expect(profile(pretend, token)).rejects.toMatchObject(reconnect);
    expect(JSON.stringify(pretend.db.dump('main'))).not.toContain(pretend.accountId);
    expect((await profile(pretend, other)).username).toBe('sandbox');
  });
});

/** Long-lived tokens and their renewal. */
import { describe, expect, it } from 'vitest';
import { type Answer, type Driver, dayMs, graphError, hourMs, openThreads } from '../driver.ts';

const secret = 'threads-simulator-secret';
const toLong = ({ send }: Driver, token: string, clientSecret = secret) =>
  send('GET', `/access_token?grant_type=th_exchange_token&client_secret=${clientSecret}&access_token=${token}`);
const refresh = ({ send }: Driver, token: string) => send('GET', `/refresh_access_token?grant_type=th_refresh_token&access_token=${token}`);
const tokenIn = ({ body }: Answer) => (body as { access_token: string }).access_token;
const longLife = 5_183_944;

describe('GET /access_token', () => {
  it('S14-10 answers a token for 60 days less a minute', async () => {
    const driver = await openThreads();
    const answer = await toLong(driver, driver.control.mintToken('ada.paints', { kind: 'short' }));

    driver.control.advance(longLife * 1000 - 1);
    const before = await driver.get('/v1.0/me', tokenIn(answer));
    driver.control.advance(1);
    const after = await driver.get('/v1.0/me', tokenIn(answer));

    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: longLife });
    expect(before.status).toBe(200);
    expect(after.body).toMatchObject(graphError(190, 463));
  });

  it('refuses a long-lived token: Session key invalid', async () => {
    const driver = await openThreads();

    const answer = await toLong(driver, driver.ada);

    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('Session key invalid') } } });
  });

  it('refuses a wrong secret, an expired token and a missing one', async () => {
    const driver = await openThreads();
    const short = driver.control.mintToken('ada.paints', { kind: 'short' });

    const wrongSecret = await toLong(driver, short, 'guess');
    driver.control.advance(hourMs);
    const expired = await toLong(driver, short);
    const missing = await driver.send('GET', `/access_token?grant_type=th_exchange_token&client_secret=${secret}`, { token: short });

    expect(wrongSecret).toMatchObject({ status: 400, body: graphError(1) });
    expect(expired).toMatchObject({ status: 400, body: graphError(190, 463) });
    expect(missing).toMatchObject({ status: 400, body: graphError(190) });
  });

  it('refuses another grant type and unknown parameters', async () => {
    const driver = await openThreads();
    const short = driver.control.mintToken('ada.paints', { kind: 'short' });

    const grantType = await driver.send('GET', `/access_token?grant_type=ig_exchange_token&client_secret=${secret}&access_token=${short}`);
    const unknown = await driver.send(
      'GET',
      `/access_token?grant_type=th_exchange_token&client_id=1&client_secret=${secret}&access_token=${short}`,
    );

    expect(grantType.body).toMatchObject(graphError(100));
    expect(unknown.text).toContain('Unknown parameter (client_id)');
  });
});

describe('GET /refresh_access_token', () => {
  it('answers a new string; the old one works for one more hour', async () => {
    const driver = await openThreads();
    driver.control.advance(dayMs);

    const answer = await refresh(driver, driver.ada);
    driver.control.advance(hourMs - 1);
    const oldBefore = await driver.get('/v1.0/me');
    driver.control.advance(1);
    const oldAfter = await driver.get('/v1.0/me');
    const renewed = await driver.get('/v1.0/me', tokenIn(answer));

    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: longLife });
    expect(tokenIn(answer)).not.toBe(driver.ada);
    expect([oldBefore.status, oldAfter.status, renewed.status]).toEqual([200, 400, 200]);
  });

  it('answers the same string when set so, and renews it', async () => {
    const driver = await openThreads({ settings: { refreshAnswer: 'same_string' } });
    driver.control.advance(59 * dayMs);

    const answer = await refresh(driver, driver.ada);
    driver.control.advance(59 * dayMs);

    expect(tokenIn(answer)).toBe(driver.ada);
    expect((await driver.get('/v1.0/me')).status).toBe(200);
  });

  it('S14-11 refuses a token younger than a day', async () => {
    const driver = await openThreads();
    driver.control.advance(dayMs - 1);

    const young = await refresh(driver, driver.ada);
    driver.control.advance(1);
    const old = await refresh(driver, driver.ada);

    expect(young).toMatchObject({ status: 400, body: graphError(100) });
    expect((await driver.get('/v1.0/me')).status).toBe(200);
    expect(old.status).toBe(200);
  });

  it('S14-11 refuses an expired token, a short-lived one, and one without threads_basic', async () => {
    const driver = await openThreads();
    const noBasic = driver.control.mintToken('ada.paints', { scopes: ['threads_content_publish'] });
    driver.control.advance(dayMs);

    const short = await refresh(driver, driver.control.mintToken('ada.paints', { kind: 'short' }));
    const withoutBasic = await refresh(driver, noBasic);
    driver.control.advance(60 * dayMs);
    const expired = await refresh(driver, driver.ada);

    expect(short.body).toMatchObject({ error: { message: expect.stringContaining('Session key invalid') } });
    expect(withoutBasic.body).toMatchObject(graphError(10));
    expect(expired.body).toMatchObject(graphError(190, 463));
  });

  it('S14-12 keeps a public profile connected far beyond 90 days', async () => {
    const driver = await openThreads();
    let token = driver.ada;

    for (let i = 0; i < 4; i += 1) {
      driver.control.advance(45 * dayMs);
      token = tokenIn(await refresh(driver, token));
    }

    expect((await driver.get('/v1.0/me', token)).status).toBe(200);
  });

  it('refuses a revoked token', async () => {
    const driver = await openThreads();
    driver.control.advance(dayMs);

    driver.control.revoke('ada.paints');

    expect((await refresh(driver, driver.ada)).body).toMatchObject(graphError(190, 458));
  });

  it.each([
    ['keeps_grant_end', 400],
    ['extends_grant', 200],
  ] as const)('S14-12 follows the setting for private profiles: %s', async (privateRefresh, status) => {
    const driver = await openThreads({ settings: { privateRefresh } });
    driver.control.addAccount({ username: 'quiet', private: true });
    const token = driver.control.mintToken('quiet');
    driver.control.advance(45 * dayMs);

    const renewed = tokenIn(await refresh(driver, token));
    driver.control.advance(50 * dayMs);

    expect((await driver.get('/v1.0/me', renewed)).status).toBe(status);
  });

  it('refuses private profiles when set so, and leaves the token as it is', async () => {
    const driver = await openThreads({ settings: { privateRefresh: 'refused' } });
    driver.control.addAccount({ username: 'quiet', private: true });
    const token = driver.control.mintToken('quiet');
    driver.control.advance(dayMs);

    const answer = await refresh(driver, token);

    expect(answer.body).toMatchObject(graphError(10));
    expect((await driver.get('/v1.0/me', token)).status).toBe(200);
  });
});

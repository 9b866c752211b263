/** Code to short-lived token. */
import { describe, expect, it } from 'vitest';
import { callback, type Driver, type Form, graphError, hourMs, openThreads, request } from '../driver.ts';

async function newCode({ send }: Driver, change: Form = {}) {
  const form = {
    client_id: '1234567890',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'threads_basic,threads_content_publish',
    account: 'ada.paints',
    decision: 'allow',
    'grant:threads_content_publish': 'on',
    ...change,
  };
  const { headers } = await send('POST', '/oauth/authorize', { form });
  return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
}

const fields = (code: string, change: Form = {}): Form => ({
  client_id: '1234567890',
  client_secret: 'threads-simulator-secret',
  grant_type: 'authorization_code',
  redirect_uri: callback,
  code,
  ...change,
});

const exchange = ({ send }: Driver, form: Form) => send('POST', '/oauth/access_token', { form });
const flat = (message: string | RegExp) => ({
  status: 400,
  body: { error_type: 'OAuthException', code: 400, error_message: expect.stringMatching(message) },
});

describe('POST /oauth/access_token', () => {
  it('S14-06 F12-17 answers a short-lived token and the user id as a number that JSON cannot hold', async () => {
    const driver = await openThreads();

    const answer = await exchange(driver, fields(await newCode(driver)));

    const { id } = driver.control.account('ada.paints');
    const { access_token, user_id } = answer.body as { access_token: string; user_id: number };
    expect(answer.text).toMatch(new RegExp(`,"user_id":${id}\\}$`));
    expect(String(user_id)).not.toBe(id);
    expect((await driver.get('/v1.0/me', access_token)).body).toEqual({ id });
  });

  it('gives a token that lives for one hour', async () => {
    const driver = await openThreads();
    const { access_token } = (await exchange(driver, fields(await newCode(driver)))).body as { access_token: string };

    driver.control.advance(hourMs - 1);
    const before = await driver.get('/v1.0/me', access_token);
    driver.control.advance(1);
    const after = await driver.get('/v1.0/me', access_token);

    expect(before.status).toBe(200);
    expect(after.body).toMatchObject(graphError(190, 463));
  });

  it('takes query and multipart too', async () => {
    const driver = await openThreads();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields(await newCode(driver)))) form.set(name, value);

    const multipart = await request(`${driver.url}/oauth/access_token`, { method: 'POST', body: form });
    const query = await driver.send('POST', `/oauth/access_token?${new URLSearchParams(fields(await newCode(driver)))}`);

    expect([multipart.status, query.status]).toEqual([200, 200]);
  });

  it('S14-08 takes a code once', async () => {
    const driver = await openThreads();
    const code = await newCode(driver);

    const [first, second] = [await exchange(driver, fields(code)), await exchange(driver, fields(code))];

    expect(first.status).toBe(200);
    expect(second).toMatchObject(flat('^Matching code was not found or was already used$'));
  });

  it('S14-08 takes a code for one hour', async () => {
    const driver = await openThreads();
    const [first, second] = [await newCode(driver), await newCode(driver)];

    driver.control.advance(hourMs - 1);
    const before = await exchange(driver, fields(first));
    driver.control.advance(1);
    const after = await exchange(driver, fields(second));

    expect(before.status).toBe(200);
    expect(after).toMatchObject(flat('not found'));
  });

  it.each([
    ['another client id', { client_id: '1' }, 'client_id'],
    ['another secret', { client_secret: 'guess' }, 'client secret'],
    ['another grant type', { grant_type: 'client_credentials' }, 'grant_type'],
    ['another redirect URI', { redirect_uri: 'https://app.test/callback' }, 'redirect_uri'],
    ['an unknown code', { code: 'AQBnothing' }, 'not found'],
    ['the fragment left on the code', { code: 'AQBnothing#_' }, 'not found'],
    ['an unknown parameter', { scope: 'threads_basic' }, 'Unexpected parameter scope'],
  ])('S14-07 S14-09 refuses %s with a flat error', async (_what, change, message) => {
    const driver = await openThreads();
    const code = await newCode(driver);

    const answer = await exchange(driver, fields(code, change));

    expect(answer).toMatchObject(flat(message));
  });

  it('grants what was ticked, and threads_basic always', async () => {
    const driver = await openThreads();
    const code = await newCode(driver, { 'grant:threads_content_publish': 'on', scope: 'threads_basic' });
    const { access_token } = (await exchange(driver, fields(code))).body as { access_token: string };

    const profile = await driver.get('/v1.0/me', access_token);
    const publish = await driver.post('/v1.0/me/threads_publish', { creation_id: '1' }, access_token);

    expect(profile.status).toBe(200);
    expect(publish.body).toMatchObject(graphError(10));
  });

  it('refuses an open code once the user removed the app', async () => {
    const driver = await openThreads();
    const code = await newCode(driver);

    driver.control.revoke('ada.paints');

    expect(await exchange(driver, fields(code))).toMatchObject(flat('not found'));
  });

  it('can be made to fail by a fault, in the nested form too', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'service_down', call: 'code_exchange', account: 'ada.paints', times: 1 });
    const code = await newCode(driver);

    const [first, second] = [await exchange(driver, fields(code)), await exchange(driver, fields(code))];

    expect(first).toMatchObject({ status: 500, body: graphError(2) });
    expect(second.status).toBe(200);
  });
});

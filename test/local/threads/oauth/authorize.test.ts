/** The authorization window, as a browser sends and sees it. */
import { describe, expect, it } from 'vitest';
import { callback, type Driver, type Form, openThreads } from '../driver.ts';

const asked = {
  client_id: '1234567890',
  redirect_uri: callback,
  response_type: 'code',
  scope: 'threads_basic,threads_content_publish',
  state: 'a b&c',
};
const allowed = { ...asked, account: 'ada.paints', decision: 'allow', 'grant:threads_content_publish': 'on' };

const show = ({ send }: Driver, query: Form) => send('GET', `/oauth/authorize?${new URLSearchParams(query)}`);
const decide = ({ send }: Driver, form: Form) => send('POST', '/oauth/authorize', { form });
const locationOf = (headers: Headers) => new URL(headers.get('location') ?? '');

describe('GET /oauth/authorize', () => {
  it('shows accounts, scopes and both buttons', async () => {
    const driver = await openThreads();

    const { status, text, headers } = await show(driver, asked);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    for (const part of [
      '@ada.paints',
      '@sam.bakes',
      'grant:threads_content_publish',
      'value="allow"',
      'value="cancel"',
      'name="username"',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('escapes what the app sends', async () => {
    const driver = await openThreads();

    const { text } = await show(driver, { ...asked, state: '"><script>alert(1)</script>' });

    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });

  it.each([
    ['another client id', { client_id: '99' }, 4476002],
    ['an unregistered redirect URI', { redirect_uri: 'https://app.test/callback' }, 1349168],
    ['a redirect URI with one more slash', { redirect_uri: `${callback}/` }, 1349168],
    ['an http redirect URI', { redirect_uri: 'http://app.test/callback' }, 1349187],
    ['an http redirect URI on this machine, without the flag', { redirect_uri: 'http://localhost/cb' }, 1349187],
    ['another response type', { response_type: 'token' }, 100],
    ['an unknown scope', { scope: 'threads_basic,threads_everything' }, 100],
    ['scopes without threads_basic', { scope: 'threads_content_publish' }, 100],
    ['a parameter that does not exist', { display: 'popup' }, 100],
  ])('answers %s with a JSON page', async (_what, change, code) => {
    const driver = await openThreads();

    const { status, body, headers } = await show(driver, { ...asked, ...change });

    expect({ status, body }).toEqual({ status: 400, body: { error_message: expect.any(String), error_code: code } });
    expect(headers.get('location')).toBeNull();
  });

  it('lets registered http redirects on this machine pass by flag, no others', async () => {
    const uris = ['http://localhost:3000/cb', 'http://127.0.0.1:3000/cb', 'http://app.test/cb'];
    const driver = await openThreads({ allowHttp: true, redirectUris: uris });

    const answers = await Promise.all(uris.map((redirect_uri) => show(driver, { ...asked, redirect_uri })));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(answers[2]?.body).toMatchObject({ error_code: 1349187 });
  });

  it('reads scopes with blanks as well as with commas', async () => {
    const driver = await openThreads();

    const { status } = await show(driver, { ...asked, scope: 'threads_basic threads_content_publish' });

    expect(status).toBe(200);
  });
});

describe('POST /oauth/authorize', () => {
  it('sends the user back with code, state and the odd fragment', async () => {
    const driver = await openThreads();

    const { status, headers } = await decide(driver, allowed);

    const location = locationOf(headers);
    expect(status).toBe(302);
    expect(headers.get('location')).toMatch(/^https:\/\/app\.test\/callback\?from=threads&code=AQB/);
    expect(location.searchParams.get('state')).toBe('a b&c');
    expect(location.hash).toBe('#_');
  });

  it('sends the user back with access_denied when they cancel', async () => {
    const driver = await openThreads();

    const { status, headers } = await decide(driver, { ...asked, decision: 'cancel' });

    const query = Object.fromEntries(locationOf(headers).searchParams);
    expect(status).toBe(302);
    expect(query).toEqual({
      from: 'threads',
      error: 'access_denied',
      error_reason: 'user_denied',
      error_description: 'The user denied your request',
      state: 'a b&c',
    });
  });

  it('makes a new account by username', async () => {
    const driver = await openThreads();

    const { status } = await decide(driver, { ...allowed, account: 'new', username: 'kim.reads' });

    expect(status).toBe(302);
    expect(driver.control.account('kim.reads').username).toBe('kim.reads');
  });

  it.each(['sam.bakes', 'Two Words', ''])('shows the page again for the new username %j', async (username) => {
    const driver = await openThreads();

    const { status, text } = await decide(driver, { ...allowed, account: 'new', username });

    expect(status).toBe(400);
    expect(text).toContain('role="alert"');
    expect(driver.control.accounts()).toHaveLength(2);
  });

  it('refuses an account that has not accepted the tester invite', async () => {
    const driver = await openThreads();
    driver.control.addAccount({ username: 'late.tester', tester_pending: true });

    const { status, body } = await decide(driver, { ...allowed, account: 'late.tester' });

    expect({ status, body }).toMatchObject({ status: 400, body: { error_code: 1349245 } });
  });

  it('checks the request again', async () => {
    const driver = await openThreads();

    const { body } = await decide(driver, { ...allowed, redirect_uri: 'https://evil.test/' });

    expect(body).toMatchObject({ error_code: 1349168 });
  });

  it('is not taken from a page of another origin', async () => {
    const driver = await openThreads();

    const foreign = await driver.send('POST', '/oauth/authorize', { form: allowed, headers: { origin: 'https://evil.test' } });
    const own = await driver.send('POST', '/oauth/authorize', { form: allowed, headers: { origin: driver.url } });

    expect([foreign.status, own.status]).toEqual([403, 302]);
  });
});

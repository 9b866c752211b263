/** T2.1, T2.3 to T2.8: connecting an account by OAuth. The fuzzed callbacks of T2.2 are in callback-fuzz.test.ts. */
import { describe, expect, it } from 'vitest';
import { type World, world } from '../../support/world.ts';
import type { Answer } from '../http-event.ts';
import { accept, approve, authorize, callback, connect, mailedToken, outcomeOf, signIn, signInAgain, write } from '../steps.ts';

const minute = 60_000;
const where = ({ headers }: Answer): string => headers['location'] ?? '';
const problemIn = (answer: Answer): string | null => new URL(where(answer)).searchParams.get('problem');
const kinds = ['connection', 'remote', 'token'];
const connectedRows = (w: World) => [...w.dump('main').filter(({ kind }) => kinds.includes(kind)), ...w.dump('vault')];

describe('GET /oauth/{provider}/callback', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('T2.1 of 100 parallel callbacks exactly one exchanges (round %i)', async (seed) => {
    const w = world(seed);
    const browser = await signIn(w);
    const state = await authorize(browser);
    const code = w.platform.consent();

    const answers = await Promise.all(Array.from({ length: 100 }, () => callback(browser, { state, code })));

    expect(w.platform.calls.exchangeCode).toBe(1);
    expect(answers.filter((answer) => problemIn(answer) === 'state_not_valid')).toHaveLength(99);
    expect(w.dump('main').filter(({ kind }) => kind === 'connection')).toHaveLength(1);
  });

  it('T2.1 the state ends after ten minutes', async () => {
    const w = world();
    const browser = await signIn(w);
    const early = await authorize(browser);
    w.clock.advance(10 * minute - 1);
    const inTime = await callback(browser, { state: early, code: w.platform.consent() });
    const late = await authorize(browser);

    w.clock.advance(10 * minute);
    const answer = await callback(browser, { state: late, code: w.platform.consent() });

    expect(where(inTime)).toContain('connected=');
    expect(problemIn(answer)).toBe('state_not_valid');
    expect(w.platform.calls.exchangeCode).toBe(1);
  });

  const elsewhere: Record<string, (w: World, browser: Awaited<ReturnType<typeof signIn>>) => Promise<typeof browser>> = {
    'in another browser of the same person': async (w) => {
      const other = w.browser();
      await signInAgain(w, other);
      return other;
    },
    'after signing out': async (_, browser) => {
      await browser.request('POST', '/v1/auth/sign-out');
      return browser;
    },
    'after signing out and in again': async (w, browser) => {
      await browser.request('POST', '/v1/auth/sign-out');
      await signInAgain(w, browser);
      return browser;
    },
    'as another person in the same browser': async (w, browser) => {
      await accept(w, browser, 'eve@example.org');
      await w.deliver('mail');
      await browser.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(w) } });
      return browser;
    },
    'as another person elsewhere': (w) => signIn(w, 'eve@example.org'),
    'without any session': async (w) => w.browser(),
    'with the session but another browser mark': async (w, browser) => {
      await w.browser().request('POST', '/v1/auth/links', { body: { address: 'x@example.org' } });
      browser.jar.set('__Host-postora-browser', 'C'.repeat(43));
      return browser;
    },
    'with the session but no browser mark': async (_, browser) => {
      browser.jar.delete('__Host-postora-browser');
      return browser;
    },
  };
  it.each(Object.entries(elsewhere))('T2.3 finished %s connects nothing', async (_, move) => {
    const w = world();
    const browser = await signIn(w);
    const state = await authorize(browser);

    const answer = await callback(await move(w, browser), { state, code: w.platform.consent() });

    expect(problemIn(answer)).toBe('state_not_valid');
    expect(w.platform.calls.exchangeCode).toBe(0);
    expect(connectedRows(w)).toEqual([]);
  });

  it('T2.3 a stranger who tries does not spoil it for the one who began', async () => {
    const w = world();
    const browser = await signIn(w);
    const state = await authorize(browser);
    await callback(await signIn(w, 'eve@example.org'), { state, code: w.platform.consent() });

    const answer = await callback(browser, { state, code: w.platform.consent() });

    expect(where(answer)).toContain('connected=');
  });

  it('T2.4 refuses a second owner neutrally; the first one keeps everything', async () => {
    const w = world();
    await connect(w, await signIn(w));
    const before = connectedRows(w);
    const eve = await signIn(w, 'eve@example.org');

    const answer = await callback(eve, { state: await authorize(eve), code: w.platform.consent() });

    expect(problemIn(answer)).toBe('already_connected_elsewhere');
    expect(connectedRows(w)).toEqual(before);
  });

  it.each([1, 2, 3, 4, 5])('T2.4 of two people who connect the same account at once one becomes its owner (round %i)', async (seed) => {
    const w = world(seed);
    const people = [await signIn(w), await signIn(w, 'eve@example.org')];
    const states = await Promise.all(people.map(authorize));

    const answers = await Promise.all(
      people.map((browser, i) => callback(browser, { state: states[i] ?? '', code: w.platform.consent() })),
    );

    expect(answers.filter((answer) => where(answer).includes('connected='))).toHaveLength(1);
    expect(
      connectedRows(w)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['connection', 'data_key', 'remote', 'token']);
  });

  it('renews a connection in place: new token, new key, the old key gone', async () => {
    const w = world();
    const browser = await signIn(w);
    const first = await connect(w, browser);
    const before = w.dump('vault');

    const second = await connect(w, browser);

    expect(second).toBe(first);
    expect(w.dump('vault')).toHaveLength(1);
    expect(w.dump('vault')).not.toEqual(before);
    const post = await write(browser, [second]);
    await approve(browser, post);
    await w.deliver('publish');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('T2.5 T2.8 every answer is a 303 to our console, clean of code and state, never cached', async () => {
    const w = world();
    const browser = await signIn(w);
    const code = w.platform.consent();
    const queries = [
      { state: await authorize(browser), code },
      { state: await authorize(browser), code: 'wrong' },
      { state: await authorize(browser), error: 'access_denied', error_description: '<script>alert(1)</script>' },
      { state: 'x', code, redirect_uri: 'https://evil.example', returnTo: '//evil.example', next: 'https://evil.example' },
      { state: '\r\nLocation: https://evil.example', code: '\r\nSet-Cookie: a=b' },
      {},
    ];

    const answers: Answer[] = [];
    for (const query of queries) answers.push(await callback(browser, query));

    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect(where(answer)).toMatch(/^https:\/\/postora\.example\/connections\?(?:connected=con_\w{26}|problem=[a-z_]+)$/);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(answer.text).toBe('');
    }
    expect(answers.map(problemIn)).toEqual([
      null,
      'provider_refused',
      'access_denied',
      'state_not_valid',
      'state_not_valid',
      'state_not_valid',
    ]);
  });

  it('T2.8 neither code nor state nor token reaches the log', async () => {
    const w = world();
    const browser = await signIn(w);
    const state = await authorize(browser);
    const code = w.platform.consent();
    await callback(browser, { state, code });
    const other = await authorize(browser);
    await callback(browser, { state: other, code: 'wrong-code-of-somebody' });

    const log = w.logs.join('');

    expect(log).toContain('connect_failed');
    for (const secret of [state, other, code, 'wrong-code-of-somebody', ...w.platform.tokens]) expect(log).not.toContain(secret);
  });

  it('T2.6 a code on the path of another platform is exchanged nowhere', async () => {
    const w = world();
    const browser = await signIn(w);
    const state = await authorize(browser);
    const code = w.platform.consent();

    const answers = await Promise.all(
      ['bluesky', 'Threads', 'threads%20', '__proto__'].map((name) => callback(browser, { state, code }, name)),
    );

    expect(answers.map(outcomeOf)).toEqual(Array(4).fill('404 provider_not_found'));
    expect(w.platform.calls.exchangeCode).toBe(0);
  });

  it.each([[[]], [['threads_basic']], [['threads_content_publish']], [['threads_basic', 'threads_delete']]])(
    'T2.7 with only %j granted nothing is connected',
    async (scopes) => {
      const w = world();
      const browser = await signIn(w);
      const state = await authorize(browser);

      const answer = await callback(browser, { state, code: w.platform.consent({ scopes }) });

      expect(problemIn(answer)).toBe('permission_missing');
      expect(connectedRows(w)).toEqual([]);
    },
  );

  it('strips the #_ that the platform may leave behind the code', async () => {
    const w = world();
    const browser = await signIn(w);

    const answers = [];
    for (const tail of ['#_', '%23_'])
      answers.push(await callback(browser, { state: await authorize(browser), code: w.platform.consent() + tail }));

    expect(answers.map(problemIn)).toEqual([null, null]);
  });

  it('uses the state up even if the person says no', async () => {
    const w = world();
    const browser = await signIn(w);
    const state = await authorize(browser);
    await callback(browser, { state, error: 'access_denied' });

    const answer = await callback(browser, { state, code: w.platform.consent() });

    expect(problemIn(answer)).toBe('state_not_valid');
  });

  it('answers a bug of ours with a 500 and not with a redirect', async () => {
    const w = world();
    const browser = await signIn(w);
    w.platform.next.exchange.push(new Error('boom at /var/task/x.js'));

    const answer = await callback(browser, { state: await authorize(browser), code: w.platform.consent() });

    expect(outcomeOf(answer)).toBe('500 internal');
    expect(answer.text).not.toContain('boom');
  });

  it('refuses while the account is just being disconnected', async () => {
    const w = world();
    const browser = await signIn(w);
    await connect(w, browser);
    const [row] = w.dump('main').filter(({ kind }) => kind === 'connection');
    await w.deps.commit([{ op: 'put', table: 'main', item: { ...row!, state: 'disconnecting' } }]);

    const answer = await callback(browser, { state: await authorize(browser), code: w.platform.consent() });

    expect(problemIn(answer)).toBe('disconnecting');
  });

  it('two tabs of one person at once: one connects, the other renews', async () => {
    const w = world();
    const browser = await signIn(w);
    const states = [await authorize(browser), await authorize(browser)];

    const answers = await Promise.all(states.map((state) => callback(browser, { state, code: w.platform.consent() })));

    expect(answers.map(problemIn)).toEqual([null, null]);
    expect(
      connectedRows(w)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['connection', 'data_key', 'remote', 'token']);
  });
});

/** T1.2 to T1.4: what is stored of secrets, which cookies are set, and when an old cookie opens nothing any more. */
import { describe, expect, it } from 'vitest';
import { world } from '../support/world.ts';
import { ask, nobodys, sessionRoutes } from './route-samples.ts';
import { authorize, invite, mailedToken, outcomeOf, signIn, signInAgain, withDraft } from './steps.ts';

const hour = 3_600_000;
const sessionCookie = '__Host-postora-session';

/** Asks every session route with this browser's cookies; the answers that were no 401. */
async function opened(browser: Awaited<ReturnType<typeof signIn>>): Promise<string[]> {
  const jar = new Map(browser.jar);
  const outcomes: string[] = [];
  for (const route of sessionRoutes) {
    for (const [name, value] of jar) browser.jar.set(name, value);
    const answer = await ask(browser, route, nobodys);
    if (answer.status !== 401) outcomes.push(`${route.key}: ${answer.status}`);
  }
  return outcomes;
}

describe('a session', () => {
  it('opens every session route while it lasts', async () => {
    const w = world();
    const browser = await signIn(w);

    const answers = await Promise.all(
      sessionRoutes.filter(({ key }) => !key.includes('sign-out')).map((route) => ask(browser, route, nobodys)),
    );

    expect(sessionRoutes.length).toBeGreaterThanOrEqual(15);
    expect(answers.filter(({ status }) => status === 401)).toEqual([]);
  });

  it('T1.3 opens no session route after signing out', async () => {
    const w = world();
    const browser = await signIn(w);
    const old = new Map(browser.jar);

    const answer = await browser.request('POST', '/v1/auth/sign-out');
    for (const [name, value] of old) browser.jar.set(name, value);

    expect(answer.status).toBe(204);
    expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-postora-session=; .*Max-Age=0$/)]);
    expect(await opened(browser)).toEqual([]);
  });

  it('T1.3 opens no session route after a day without use', async () => {
    const w = world();
    const browser = await signIn(w);

    w.clock.advance(24 * hour);

    expect(await opened(browser)).toEqual([]);
  });

  it('T1.3 lives on while it is used, but not beyond seven days', async () => {
    const w = world();
    const browser = await signIn(w);
    const statuses: number[] = [];

    for (let i = 0; i < 7; i += 1) {
      statuses.push((await browser.request('POST', '/v1/auth/keep-alive', { body: {} })).status);
      w.clock.advance(23.9 * hour);
    }
    const onTheSixthDay = await browser.request('GET', '/v1/me');
    w.clock.advance(hour);

    expect(statuses).toEqual(statuses.map(() => 200));
    expect(onTheSixthDay.status).toBe(200);
    expect(await opened(browser)).toEqual([]);
  });

  it('T1.3 opens nothing once the epoch of its user went up', async () => {
    const w = world();
    const browser = await signIn(w);
    const [user] = w.dump('main').filter(({ kind }) => kind === 'user');

    await w.deps.commit([{ op: 'put', table: 'main', item: { ...user!, epoch: 2 } }]);

    expect(await opened(browser)).toEqual([]);
  });

  it('T1.3 is ended by signing in again in the same browser', async () => {
    const w = world();
    const browser = await signIn(w);
    const old = browser.jar.get(sessionCookie) ?? '';

    await signInAgain(w, browser);
    const withNew = await browser.request('GET', '/v1/me');
    browser.jar.set(sessionCookie, old);

    expect(withNew.status).toBe(200);
    expect(await opened(browser)).toEqual([]);
  });

  it('T1.3 is ended from the list of another browser, and only there', async () => {
    const w = world();
    const first = await signIn(w);
    const second = w.browser();
    await signInAgain(w, second);
    const { body } = await first.request('GET', '/v1/sessions');
    const sessions = (body as { data: { id: string; is_current: boolean }[] }).data;
    const other = sessions.find(({ is_current }) => !is_current);

    const answer = await first.request('DELETE', `/v1/sessions/${other?.id}`);

    expect(sessions).toHaveLength(2);
    expect(answer.status).toBe(204);
    expect(answer.cookies).toEqual([]);
    expect((await second.request('GET', '/v1/me')).status).toBe(401);
    expect((await first.request('GET', '/v1/me')).status).toBe(200);
  });

  it('T1.3 ending the present one clears its cookie', async () => {
    const w = world();
    const browser = await signIn(w);
    const { body } = await browser.request('GET', '/v1/sessions');
    const [session] = (body as { data: { id: string }[] }).data;

    const answer = await browser.request('DELETE', `/v1/sessions/${session?.id}`);

    expect(answer.cookies).toEqual([expect.stringContaining('Max-Age=0')]);
    expect(await opened(browser)).toEqual([]);
  });

  it.each(['', 'A'.repeat(43), 'x', `${'B'.repeat(43)}; ${sessionCookie}=`])('T1.3 is not opened by the cookie "%s"', async (value) => {
    const w = world();
    const browser = w.browser();
    browser.jar.set(sessionCookie, value);

    const answer = await browser.request('GET', '/v1/me');

    expect(outcomeOf(answer)).toBe('401 not_signed_in');
  });

  it('answers 401 when it is ended while it is being kept alive', async () => {
    const w = world();
    const browser = await signIn(w);
    w.clock.advance(11 * 60_000);
    w.hooks.beforeCommit = async () => {
      w.hooks.beforeCommit = async () => undefined;
      const [session] = w.dump('main').filter(({ kind }) => kind === 'session');
      await w.deps.commit([{ op: 'delete', table: 'main', key: { pk: session!.pk, sk: session!.sk } }]);
    };

    const answer = await browser.request('POST', '/v1/auth/keep-alive', { body: {} });

    expect(outcomeOf(answer)).toBe('401 not_signed_in');
  });
});

/** Which of the secrets (43 characters each) stand anywhere in the text. */
function foundIn(text: string, secrets: ReadonlySet<string>): string[] {
  const runs = text.match(/[\w-]{43,}/g) ?? [];
  return runs.flatMap((run) =>
    Array.from({ length: run.length - 42 }, (_, i) => run.slice(i, i + 43)).filter((piece) => secrets.has(piece)),
  );
}

describe('secrets at rest', () => {
  it('T1.2 no session, link, invite, state or browser value stands in any item, message or log line (1,000 people)', async () => {
    const w = world();
    const raw = new Set<string>();
    for (let i = 0; i < 1000; i += 1) {
      const browser = await signIn(w, `person${i}@example.org`);
      for (const value of [...browser.jar.values(), await authorize(browser), mailedToken(w), await invite(w, `next${i}@example.org`)])
        raw.add(value);
    }

    const sinks = w.stored() + JSON.stringify(w.queued) + w.logs.join('');

    expect([...raw].filter((value) => !/^[\w-]{43}$/.test(value))).toEqual([]);
    expect(raw.size).toBe(5000);
    expect(foundIn(sinks, raw)).toEqual([]);
    expect(foundIn(`${sinks}x${[...raw][7]}x`, raw)).toHaveLength(1);
  });

  it('T1.2 the access token stands nowhere in clear, and the wrapped key only in the vault', async () => {
    const w = world();
    await withDraft(w);
    const [token = ''] = w.platform.tokens;
    const wrapped = w.dump('vault').map((item) => String(item['wrapped']));

    const sinks = w.stored() + JSON.stringify(w.queued) + w.logs.join('');

    expect(sinks).not.toContain(token);
    expect(sinks).not.toContain(Buffer.from(token).toString('base64').slice(0, 40));
    expect(wrapped).toHaveLength(1);
    expect(JSON.stringify(w.dump('main'))).not.toContain(wrapped[0]);
  });
});

describe('cookies', () => {
  it('T1.4 are all __Host-, Secure, HttpOnly, Path=/, SameSite=Lax, without Domain, and small', async () => {
    const w = world();
    const seen: string[] = [];
    const browser = await signIn(w);
    const { request } = browser;
    browser.request = async (...input) => {
      const answer = await request(...input);
      seen.push(...answer.cookies);
      return answer;
    };
    browser.jar.clear();
    await signInAgain(w, browser);
    await browser.request('POST', '/v1/auth/sign-out');

    expect(seen.map((line) => line.split('=')[0])).toEqual(['__Host-postora-browser', sessionCookie, sessionCookie]);
    for (const line of seen) {
      const [pair = '', ...attributes] = line.split('; ');
      expect(pair).toMatch(/^__Host-/);
      expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']));
      expect(attributes.filter((attribute) => attribute.toLowerCase().startsWith('domain'))).toEqual([]);
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
    }
  });

  it('T1.4 the session cookie lasts no longer than the session', async () => {
    const w = world();
    const browser = await signIn(w);

    const answer = await signInAgain(w, browser);

    expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-postora-session=[\w-]{43}; .*Max-Age=604800$/)]);
  });
});

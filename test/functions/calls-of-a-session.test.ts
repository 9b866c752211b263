/** T8.8: one signed-in caller is stopped before the throttle that all share; a direct call costs nothing but the look at its secret. */
import { describe, expect, it } from 'vitest';
import { httpHandler, noBody, sessionRoute } from '../../functions/middleware/http.ts';
import { freeCalls, maxCountedCalls } from '../../lib/core/call-limit.ts';
import { world } from '../support/world.ts';
import { outcomeOf, problemOf, signIn } from './steps.ts';

const lookMany = async (browser: Awaited<ReturnType<typeof signIn>>, times: number) => {
  const answers = [];
  for (let i = 0; i < times; i += 1) answers.push(await browser.request('GET', '/v1/me'));
  return answers;
};

describe('calls of one session', () => {
  it('T8.8 are answered 429 with Retry-After above the limit, and again in the next minute', async () => {
    const w = world();
    const browser = await signIn(w);
    const answers = await lookMany(browser, freeCalls + maxCountedCalls + 40);

    const refused = answers.find(({ status }) => status === 429)!;
    expect(outcomeOf(refused)).toBe('429 too_many_calls');
    expect(problemOf(refused).retryable).toBe(true);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(outcomeOf(answers.at(-1)!)).toBe('429 too_many_calls');
    w.clock.advance(60_000);
    expect((await browser.request('GET', '/v1/me')).status).toBe(200);
  });

  it('T8.8 do not use up those of somebody else', async () => {
    const w = world();
    const greedy = await signIn(w);
    await lookMany(greedy, freeCalls + maxCountedCalls + 40);
    const other = await signIn(w, 'other@example.com');

    expect((await other.request('GET', '/v1/me')).status).toBe(200);
  });

  it('T8.8 do not close the way back from a consent page', async () => {
    const w = world();
    const browser = await signIn(w);
    await lookMany(browser, freeCalls + maxCountedCalls + 40);

    expect((await browser.request('GET', '/oauth/threads/callback?error=access_denied')).status).toBe(303);
  });

  it('write nothing in ordinary use', async () => {
    const w = world();
    const browser = await signIn(w);
    const before = w.dump('main').filter(({ kind }) => kind === 'rate').length;
    await lookMany(browser, 60);

    expect(w.dump('main').filter(({ kind }) => kind === 'rate')).toHaveLength(before);
  });
});

describe('a direct call', () => {
  it('T6.1 reads no session, no body and no database before its secret is looked at', async () => {
    const touched: string[] = [];
    const touch = (what: string) => async () => {
      touched.push(what);
      return undefined;
    };
    const deps = {
      now: () => new Date(),
      randomBytes: (size: number) => Buffer.alloc(size),
      publicOrigin: 'https://postora.example.com',
      originSecrets: async () => ['the secret'],
      sessions: { get: touch('session') },
      users: { get: touch('user') },
      rates: { countCalls: touch('rate') },
      log: () => {},
    } as never;
    const handler = httpHandler(deps, { 'GET /v1/me': sessionRoute({ status: 200, body: noBody, run: async () => ({}) }) });
    const event = (headers: Record<string, string>) =>
      ({
        routeKey: 'GET /v1/me',
        rawPath: '/v1/me',
        headers,
        cookies: ['__Host-postora-session=x'],
        requestContext: { http: { method: 'GET', path: '/v1/me', sourceIp: '203.0.113.1' } },
      }) as never;

    expect(await handler(event({ 'x-postora-origin': 'wrong' }), {} as never)).toMatchObject({ statusCode: 403 });
    expect(touched).toEqual([]);
    expect(await handler(event({ 'x-postora-origin': 'the secret' }), {} as never)).toMatchObject({ statusCode: 401 });
    expect(touched).toEqual(['session']);
  });
});

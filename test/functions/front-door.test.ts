/** T1.8, T6.1, T6.2: who may call at all, from where, and with which fields; every route of the duty table. */
import { describe, expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { world } from '../support/world.ts';
import { previousOriginSecret, publicOrigin } from './http-event.ts';
import { allRoutes, ask, bodyRoutes, type Ids, nobodys, sampleOf, sessionRoutes, unsafeRoutes } from './route-samples.ts';
import { connectSandbox, outcomeOf, problemOf, signIn, withDraft } from './steps.ts';

/** A signed-in person whose own objects every sample names. */
async function ready() {
  const w = world();
  const { browser, connectionId, post } = await withDraft(w);
  const [session] = w.dump('main').filter(({ kind }) => kind === 'session_of_user');
  await browser.request('POST', '/v1/media', sampleOf('POST /v1/media', nobodys));
  const [media] = w.dump('main').filter(({ kind }) => kind === 'media');
  const [sessionId, mediaId] = [String(session?.sk), String(media?.sk)];
  const own = { post: post.id, connection: connectionId, session: sessionId, media: mediaId, sandbox: await connectSandbox(browser) };
  await browser.request('POST', '/v1/exports', { body: {} });
  await w.deliver('export');
  const [made] = w.dump('main').filter(({ kind }) => kind === 'export');
  const ids: Ids = { ...own, export: String(made?.sk), etag: post.etag, hash: post.hash };
  return { w, browser, ids };
}

describe('the samples', () => {
  it('cover every route of the duty table', () => {
    const keys = Object.values(duties).flatMap((duty) => ('routes' in duty ? [...duty.routes] : []));

    expect(allRoutes.map(({ key }) => key).sort()).toEqual(keys.filter((key) => key !== '$default').sort());
    expect(allRoutes.filter(({ access }) => access === 'missing')).toEqual([]);
  });

  it.each(sessionRoutes)('$key succeeds for its owner', async (route) => {
    const { browser, ids } = await ready();

    const answer = await ask(browser, route, ids);

    // A draft has nothing to cancel and no outcome to settle.
    const refused: Readonly<Record<string, number>> = { '/cancel': 409, '/resolve': 404 };
    const expected = Object.entries(refused).find(([ending]) => route.key.endsWith(ending))?.[1];
    expect(answer.status).toBe(expected ?? answer.status);
    expect(answer.status < 300 || expected !== undefined).toBe(true);
  });
});

describe('without a session', () => {
  it.each(sessionRoutes)('T6.1 $key answers 401 and writes nothing', async (route) => {
    const { w, ids } = await ready();
    const before = w.stored();

    const answer = await ask(w.browser(), route, ids);

    expect(outcomeOf(answer)).toBe('401 not_signed_in');
    expect(w.stored()).toBe(before);
  });

  it('T6.1 only what must be is public', () => {
    expect(
      allRoutes
        .filter(({ access }) => access === 'public')
        .map(({ key }) => key)
        .sort(),
    ).toEqual([
      'GET /deletion/{code}',
      'GET /oauth/{provider}/callback',
      'GET /v1/deletions/{code}',
      'GET /v1/health',
      'POST /v1/auth/invites/accept',
      'POST /v1/auth/links',
      'POST /v1/auth/links/redeem',
      'POST /v1/deletions/confirm',
    ]);
    expect(allRoutes.filter(({ access }) => access === 'signed').map(({ key }) => key)).toEqual([
      'POST /callbacks/threads/deauthorize',
      'POST /callbacks/threads/deletion',
    ]);
  });
});

const shapes: Readonly<Record<string, Record<string, string | undefined>>> = {
  'another site': { 'sec-fetch-site': 'cross-site' },
  'another site that names our origin': { 'sec-fetch-site': 'cross-site', origin: publicOrigin },
  'a subdomain': { 'sec-fetch-site': 'same-site', origin: 'https://evil.postora.example' },
  'the address bar': { 'sec-fetch-site': 'none' },
  'an old browser on another site': { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
  'a sandboxed frame': { 'sec-fetch-site': undefined, origin: 'null' },
  'a request that says nothing': { 'sec-fetch-site': undefined },
  'an origin that only begins like ours': { 'sec-fetch-site': undefined, origin: `${publicOrigin}.evil.example` },
  'our host over http': { 'sec-fetch-site': undefined, origin: publicOrigin.replace('https', 'http') },
  'a form without preflight': { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' },
};

describe('requireSameOrigin', () => {
  it.each(unsafeRoutes)('T1.8 $key is refused in every cross-site shape, and nothing is written', async (route) => {
    const { w, browser, ids } = await ready();
    const before = w.stored();
    const queuedBefore = w.queued.length;

    const answers = await Promise.all(Object.values(shapes).map((headers) => ask(browser, route, ids, { headers })));

    expect(answers.map(outcomeOf)).toEqual(Object.keys(shapes).map(() => '403 cross_site_refused'));
    expect(w.stored()).toBe(before);
    expect(w.queued).toHaveLength(queuedBefore);
  });

  it.each(unsafeRoutes)('T1.8 $key takes our own Origin where Sec-Fetch-Site is not sent', async (route) => {
    const { browser, ids } = await ready();

    const answer = await ask(browser, route, ids, { headers: { 'sec-fetch-site': undefined, origin: publicOrigin } });

    expect(answer.status).not.toBe(403);
  });

  it('T1.8 no GET, HEAD or OPTIONS writes anything but the callback', async () => {
    const { w, browser, ids } = await ready();
    const reads = allRoutes.filter(({ method, key }) => method === 'GET' && !key.includes('callback'));
    // Long enough that a use of the session would be noted.
    w.clock.advance(11 * 60_000);
    const before = w.stored();

    for (const { key } of reads) {
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        await ask(browser, { key, method, access: '', hasBody: false, needsMatch: false }, ids, {
          headers: { 'sec-fetch-site': 'cross-site' },
        });
    }

    expect(reads.length).toBeGreaterThanOrEqual(7);
    expect(w.stored()).toBe(before);
  });
});

describe('requireFrontDoor', () => {
  it.each(allRoutes)('$key refuses a call that did not come through CloudFront', async (route) => {
    const { w, browser, ids } = await ready();
    const before = w.stored();

    const answers = await Promise.all(
      [undefined, '', 'origin-secret', 'ORIGIN-SECRET-NOW'].map((given) =>
        ask(browser, route, ids, { headers: { 'x-postora-origin': given } }),
      ),
    );

    expect(answers.map(outcomeOf)).toEqual(answers.map(() => '403 direct_call_refused'));
    expect(w.stored()).toBe(before);
  });

  it('refuses unknown routes too', async () => {
    const answer = await world().call('GET', '/nothing', { headers: { 'x-postora-origin': undefined } });

    expect(outcomeOf(answer)).toBe('403 direct_call_refused');
  });

  it('takes the previous secret while it is being changed', async () => {
    const { browser } = await ready();

    const answer = await browser.request('GET', '/v1/me', { headers: { 'x-postora-origin': previousOriginSecret } });

    expect(answer.status).toBe(200);
  });
});

const names = ['user_id', 'userId', 'id', 'rev', 'hash', 'epoch', 'pk', 'kind', 'status', 'approval', 'proven_at', '__proto__x', 'text2'];

describe('unknown fields', () => {
  it.each(bodyRoutes)('T6.2 $key refuses each of them and names it', async (route) => {
    const { w, browser, ids } = await ready();
    const before = w.stored();
    const sample = sampleOf(route.key, ids).body;

    for (const name of names) {
      const answer = await ask(browser, route, ids, { body: { ...(sample as object), [name]: 'x' } });
      expect(outcomeOf(answer)).toBe('400 invalid_request');
      expect(problemOf(answer).errors).toEqual([expect.objectContaining({ pointer: `#/${name}`, code: 'unknown_field' })]);
    }

    expect(w.stored()).toBe(before);
  });
});

describe('foreign objects', () => {
  it.each(sessionRoutes.filter(({ key }) => /post_id|connection_id|session_id|sandbox_id/.test(key)))(
    'T6.1 $key answers 404 to somebody else, writes nothing and tells nothing',
    async (route) => {
      const { w, ids } = await ready();
      const browser = await signIn(w, 'eve@example.org');
      const before = w.stored();

      const foreign = await ask(browser, route, ids);
      const missing = await ask(browser, route, nobodys);

      expect(foreign.status).toBe(404);
      expect({ ...problemOf(foreign), request_id: '', instance: '' }).toEqual({ ...problemOf(missing), request_id: '', instance: '' });
      expect(w.stored()).toBe(before);
    },
  );
});

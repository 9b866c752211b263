/** The control API over HTTP. */
import { describe, expect, it } from 'vitest';
import { controlRoutes } from '../../../../local/threads/control/routes.ts';
import { openApp } from '../callbacks/app-server.ts';
import { graphError, openThreads, startedAt } from '../driver.ts';
import { mp4 } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

describe('controlRoutes', () => {
  it('lists itself', async () => {
    const { send } = await openThreads();

    const { body } = await send('GET', '/_control');

    expect(body).toEqual({ routes: expect.arrayContaining(['GET /_control/accounts', 'POST /_control/faults']) });
    expect((body as { routes: string[] }).routes).toHaveLength(controlRoutes.length - 1);
  });

  it('S14-33 counts posts, publish calls and containers per account', async () => {
    const { send, ready, publish } = await openThreads();
    const container = await ready();
    await publish(container);

    const { body } = await send('GET', '/_control/accounts');

    expect(body).toMatchObject({
      data: [
        {
          username: 'ada.paints',
          public_post_count: 1,
          quota_usage: 1,
          posts: [{ text: 'Hello', container_id: container, is_public: true }],
          publish_attempts: [{ creation_id: container, outcome: 'posted' }],
          containers: [{ id: container, status: 'PUBLISHED' }],
        },
        { username: 'sam.bakes', public_post_count: 0 },
      ],
    });
  });

  it('makes accounts, once per username', async () => {
    const { send } = await openThreads();
    const json = { username: 'kim.reads', name: 'Kim', biography: 'Books', private: true, tester_pending: true };

    const made = await send('POST', '/_control/accounts', { json });
    const again = await send('POST', '/_control/accounts', { json });
    const bad = await send('POST', '/_control/accounts', { json: { username: 'No Blanks' } });

    expect(made).toMatchObject({ status: 200, body: { ...json, public_post_count: 0 } });
    expect([again.status, bad.status]).toEqual([409, 400]);
    expect((await send('GET', '/_control/accounts/kim.reads')).body).toMatchObject({ name: 'Kim' });
  });

  it('mints tokens and revokes grants', async () => {
    const { send, get } = await openThreads();
    const minted = await send('POST', '/_control/accounts/sam.bakes/tokens', { json: { scopes: ['threads_basic'] } });
    const { access_token } = minted.body as { access_token: string };

    const before = await get('/v1.0/me?fields=username', access_token);
    await send('POST', '/_control/accounts/sam.bakes/revoke');
    const after = await get('/v1.0/me', access_token);

    expect(before.body).toEqual({ username: 'sam.bakes' });
    expect(after.body).toMatchObject(graphError(190, 458));
  });

  it('removes the app, asks for deletion, shows the calls and sends one again', async () => {
    const app = await openApp({ body: '{"url":"https://app.test/deletion/abc","confirmation_code":"abc"}' });
    const { send } = await openThreads();
    await send('PUT', '/_control/settings', { json: { deauthorizeUrl: app.url, dataDeletionUrl: app.url } });

    const revoked = await send('POST', '/_control/accounts/ada.paints/revoke');
    const asked = await send('POST', '/_control/accounts/ada.paints/delete-data');
    const again = await send('POST', '/_control/callbacks/c2/replay');

    expect(revoked.body).toMatchObject({ success: true, callback: { id: 'c1', kind: 'deauthorize' } });
    expect(asked.body).toMatchObject({ success: true, callback: { id: 'c2', deliveries: [{ confirmation_code: 'abc' }] } });
    expect(again.body).toMatchObject({ id: 'c2', deliveries: [{ status: 200 }, { status: 200 }] });
    expect((await send('GET', '/_control/callbacks')).body).toMatchObject({ data: [{ id: 'c1' }, { id: 'c2', sent_to: app.url }] });
    expect(app.received).toHaveLength(3);
  });

  it('waits until every video is fetched', async () => {
    const host = await openMediaHost({ '/a.mp4': { type: 'video/mp4', body: mp4() } });
    const { send, post, control } = await openThreads({ allowHttp: true, settings: { videoReadyDelayMs: 0 } });
    await post('/v1.0/me/threads', { media_type: 'VIDEO', video_url: `${host.url}/a.mp4` });

    const settled = await send('POST', '/_control/settle');

    expect(settled.body).toEqual({ success: true });
    expect(control.account('ada.paints').containers).toMatchObject([{ status: 'FINISHED', error_message: null }]);
  });

  it('switches faults on, lists them, and off again', async () => {
    const { send, get } = await openThreads();
    const first = await send('POST', '/_control/faults', { json: { name: 'rate_limited', call: 'profile', account: 'ada.paints' } });
    await send('POST', '/_control/faults', { json: { name: 'slow', ms: 5 } });

    const struck = await get('/v1.0/me');
    const list = await send('GET', '/_control/faults');
    await send('DELETE', '/_control/faults/f1');
    const left = await send('GET', '/_control/faults');
    await send('DELETE', '/_control/faults');

    expect(first.body).toMatchObject({ id: 'f1', name: 'rate_limited', call: 'profile', timesLeft: null });
    expect(struck.status).toBe(400);
    expect(list.body).toMatchObject({
      data: [
        { id: 'f1', struck: 1 },
        { id: 'f2', ms: 5 },
      ],
    });
    expect(left.body).toMatchObject({ data: [{ id: 'f2' }] });
    expect((await send('GET', '/_control/faults')).body).toEqual({ data: [] });
    expect((await send('GET', '/_control/fault-table')).body).toMatchObject({ data: { slow: { ms: 2000 } } });
  });

  it('moves the clock and changes settings', async () => {
    const { send } = await openThreads();

    const clock = await send('POST', '/_control/clock', { json: { advance_ms: 60_000 } });
    await send('PUT', '/_control/settings', { json: { readyDelayMs: 7 } });
    const settings = await send('PUT', '/_control/settings', { json: { doublePublish: 'same_id' } });

    expect(clock.body).toEqual({ now: new Date(startedAt + 60_000).toISOString(), now_ms: startedAt + 60_000, moved_ms: 60_000, speed: 1 });
    expect((await send('GET', '/_control/clock')).body).toEqual(clock.body);
    expect(settings.body).toMatchObject({ doublePublish: 'same_id', readyDelayMs: 7, textCounting: 'observed' });
    expect((await send('GET', '/_control/settings')).body).toEqual(settings.body);
  });

  it('removes posts and resets everything', async () => {
    const { send, ready, publish, get, publicPosts, fault } = await openThreads();
    const { id } = (await publish(await ready())).body as { id: string };
    fault({ name: 'slow' });

    await send('POST', `/_control/posts/${id}/remove`);
    const removed = publicPosts();
    await send('POST', '/_control/reset');

    expect(removed).toBe(0);
    expect((await get('/v1.0/me')).body).toMatchObject(graphError(190));
    expect((await send('GET', '/_control/accounts')).body).toMatchObject({ data: [{ posts: [], containers: [] }, {}] });
    expect((await send('GET', '/_control/faults')).body).toEqual({ data: [] });
  });

  it.each([
    ['POST', '/_control/faults', { name: 'nonsense' }, 400],
    ['POST', '/_control/faults', { name: 'slow', account: 'nobody' }, 404],
    ['POST', '/_control/faults', undefined, 400],
    ['DELETE', '/_control/faults/f9', undefined, 404],
    ['POST', '/_control/accounts/nobody/revoke', undefined, 404],
    ['POST', '/_control/posts/1/remove', undefined, 404],
    ['POST', '/_control/clock', { advance_ms: -1 }, 400],
    ['PUT', '/_control/settings', { doublePublish: 'perhaps' }, 400],
    ['PUT', '/_control/settings', { colour: 'red' }, 400],
    ['PUT', '/_control/settings', { deauthorizeUrl: 'javascript:alert(1)' }, 400],
    ['POST', '/_control/accounts/nobody/delete-data', undefined, 404],
    ['POST', '/_control/callbacks/c9/replay', undefined, 404],
  ])('refuses %s %s %j', async (method, path, json, status) => {
    const { send } = await openThreads();

    const answer = await send(method, path, json === undefined ? {} : { json });

    expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
  });
});

/** The main job, whole and in memory: invited, signed in, connected, written, approved, published, disconnected. */
import { describe, expect, it } from 'vitest';
import { world } from '../support/world.ts';
import {
  address,
  approve,
  authorize,
  callback,
  connect,
  disconnectInTheEnd,
  invite,
  mailedToken,
  postOf,
  readPost,
  signIn,
  write,
} from './steps.ts';

describe('the main job', () => {
  it('goes from an invitation to a published post with its permalink', async () => {
    const w = world();
    const browser = w.browser();

    const accepted = await browser.request('POST', '/v1/auth/invites/accept', { body: { token: await invite(w) } });
    await w.deliver('mail');
    const redeemed = await browser.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(w) } });
    const me = await browser.request('GET', '/v1/me');
    const state = await authorize(browser);
    const back = await callback(browser, { state, code: w.platform.consent() });
    const connectionId = new URL(back.headers['location'] ?? '').searchParams.get('connected') ?? '';
    const draft = await write(browser, [connectionId], 'Bridges in the rain.');
    const approved = await approve(browser, draft);
    await w.deliver('publish');
    const published = await readPost(browser, draft.id);

    expect(accepted.body).toEqual({ object: 'link_request', address: 'a…@example.org' });
    expect(redeemed.status).toBe(200);
    expect(me.body).toMatchObject({ object: 'user', address });
    expect(draft.status).toBe('draft');
    expect(postOf(approved)).toMatchObject({ status: 'publishing', approval: { hash: draft.hash }, is_editable: true });
    expect(published).toMatchObject({
      status: 'published',
      is_editable: false,
      publications: [{ state: 'published', remote_id: 'remote-1', permalink: 'https://threads.example/post/remote-1', failure: null }],
    });
    expect(w.platform.posts).toEqual([{ id: 'remote-1', text: 'Bridges in the rain.', media: [], options: {}, by: 'ada.paints' }]);
  });

  it('shows the connection with its profile and nothing that could open it', async () => {
    const w = world();
    const browser = await signIn(w);
    const id = await connect(w, browser);

    const list = await browser.request('GET', '/v1/connections');

    expect(list.body).toEqual({
      object: 'list',
      has_more: false,
      next_cursor: null,
      data: [
        {
          object: 'connection',
          id,
          provider: 'threads',
          username: 'ada.paints',
          name: 'Ada',
          picture_url: 'https://pictures.example/ada.jpg',
          biography: 'Bridges.',
          scopes: ['threads_basic', 'threads_content_publish'],
          can_publish: true,
          connected_at: expect.any(String),
          token_expires_at: expect.any(String),
          state: 'active',
          stopped_by: null,
          ends_at: null,
          health: {
            state: 'good',
            valid_until: '2027-01-22T09:00:00.000Z',
            last_refresh_at: null,
            last_refresh_failed_at: null,
            last_success_at: null,
            refused_at: null,
            quota: null,
            grant_ends_at: '2027-02-21T09:00:00.000Z',
          },
        },
      ],
    });
  });

  it('leaves no key, token or lease after a disconnect, and nothing goes out any more', async () => {
    const w = world();
    const browser = await signIn(w);
    const connectionId = await connect(w, browser);
    const draft = await write(browser, [connectionId]);
    await approve(browser, draft);

    const answer = await disconnectInTheEnd(w, browser, connectionId);
    await w.deliver('publish');

    expect(answer.body).toEqual({
      object: 'disconnection',
      connection_id: connectionId,
      state: 'disconnecting',
      ends_at: expect.any(String),
      canceled_publications: 1,
    });
    expect(w.dump('vault')).toEqual([]);
    expect(w.dump('main').filter(({ kind }) => ['token', 'connection', 'remote', 'lease'].includes(kind))).toEqual([]);
    expect(w.platform.posts).toEqual([]);
    expect((await readPost(browser, draft.id)).status).toBe('canceled');
    expect((await approve(browser, draft)).status).toBe(409);
  });

  it('lists the providers, and answers the health check without a caller', async () => {
    const w = world();
    const browser = await signIn(w);

    const providers = await browser.request('GET', '/v1/providers');
    const health = await w.call('GET', '/v1/health');

    expect(providers.body).toMatchObject({
      data: [
        { object: 'provider', name: 'threads', label: 'Threads' },
        { object: 'provider', name: 'sandbox', label: 'Sandbox' },
      ],
    });
    expect(health.body).toEqual({ object: 'health', status: 'ok' });
  });

  it('publishes to two connections from one approval, each exactly once', async () => {
    const w = world();
    const browser = await signIn(w);
    const targets = [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })];
    const draft = await write(browser, targets);

    await approve(browser, draft);
    await w.deliver('publish');

    expect((await readPost(browser, draft.id)).publications.map(({ state }) => state)).toEqual(['published', 'published']);
    expect(w.platform.posts).toHaveLength(2);
  });
});

/** Removing the app and asking for deletion, as the app gets to know of it. */
import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../local/threads/callbacks/deliver.ts';
import { graphError, openThreads } from '../driver.ts';
import { openApp } from './app-server.ts';

const good = { body: '{"url":"https://app.test/deletion/abc","confirmation_code":"abc"}' };

async function open(answer: Parameters<typeof openApp>[0], settings = {}) {
  const app = await openApp(answer);
  const urls = { deauthorizeUrl: `${app.url}/deauthorize`, dataDeletionUrl: `${app.url}/deletion` };
  return { app, ...(await openThreads({ settings: { ...urls, ...settings } })) };
}

describe(deliver, () => {
  it('S14-13 tells the app that a user removed it, and the token is dead', async () => {
    const { app, control, get } = await open({ body: 'whatever' });

    const callback = await control.revoke('ada.paints');

    expect(app.received).toEqual([
      {
        path: '/deauthorize',
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
        body: `signed_request=${callback?.signed_request}`,
      },
    ]);
    expect(callback).toMatchObject({
      id: 'c1',
      kind: 'deauthorize',
      account: 'ada.paints',
      deliveries: [{ status: 200, body: 'whatever', problem: null }],
    });
    expect((await get('/v1.0/me')).body).toMatchObject(graphError(190, 458));
  });

  it('asks for deletion and shows url and code', async () => {
    const { control, app } = await open(good);

    const callback = await control.requestDeletion('ada.paints');

    expect(app.received.map(({ path }) => path)).toEqual(['/deletion']);
    expect(callback?.deliveries).toMatchObject([{ url: 'https://app.test/deletion/abc', confirmation_code: 'abc', problem: null }]);
    expect(control.callbacks()).toEqual([callback]);
  });

  it.each([
    ['an error', { status: 500 }, 'it answered 500'],
    ['a redirect', { status: 302 }, 'it answered 302'],
    ['no JSON', { body: "{url: 'https://app.test', confirmation_code: 'abc'}" }, 'not JSON with url'],
    ['no code', { body: '{"url":"https://app.test"}' }, 'not JSON with url'],
    ['a url that is none', { body: '{"url":"/deletion/abc","confirmation_code":"abc"}' }, 'not JSON with url'],
  ])('finds fault with %s', async (_what, answer, problem) => {
    const { control } = await open(answer);

    const callback = await control.requestDeletion('ada.paints');

    expect(callback?.deliveries).toMatchObject([{ problem: expect.stringContaining(problem), confirmation_code: null }]);
  });

  it('writes down that nobody answered', async () => {
    const { control } = await openThreads({ settings: { deauthorizeUrl: 'http://127.0.0.1:1/' } });

    const callback = await control.revoke('ada.paints');

    expect(callback?.deliveries).toMatchObject([{ status: null, problem: expect.any(String) }]);
  });

  it('S14-41 sends the same bytes again: several times at once, or by hand later', async () => {
    const { control, app } = await open(good, { callbackTimes: 2 });
    const callback = await control.requestDeletion('ada.paints');
    control.advance(86_400_000);

    const again = await control.replay(callback?.id ?? '');

    expect(new Set(app.received.map(({ body }) => body)).size).toBe(1);
    expect(again.deliveries).toHaveLength(3);
  });

  it('calls nobody while no URL is set', async () => {
    const { control } = await openThreads();

    const callbacks = [await control.revoke('ada.paints'), await control.requestDeletion('ada.paints')];

    expect(callbacks).toEqual([undefined, undefined]);
    expect(control.callbacks()).toEqual([]);
  });
});

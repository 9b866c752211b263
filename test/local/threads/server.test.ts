/** Paths, methods and bodies the simulator does not take. */
import { describe, expect, it } from 'vitest';
import { simulatorServer } from '../../../local/threads/server.ts';
import { graphError, openThreads, request } from './driver.ts';

describe(simulatorServer, () => {
  it.each([
    ['GET', '/nothing', 404, 2500],
    ['GET', '/v1.0/me/nothing', 404, 2500],
    ['GET', '/me', 404, 2500],
    ['GET', '/v2.0/me', 404, 2500],
    ['GET', '/v1.0/%E0%A4%A', 404, 2500],
    ['PUT', '/v1.0/me/threads', 400, 100],
    ['GET', '/v1.0/me/threads_publish', 400, 100],
    ['POST', '/refresh_access_token', 400, 100],
    ['DELETE', '/v1.0/me/threads', 400, 100],
    ['GET', '/v1.0/me/threads_insights', 501, 501],
    ['GET', '/v1.0/keyword_search', 501, 501],
    ['POST', '/v1.0/123/manage_reply', 501, 501],
  ])('answers %s %s with %i and code %i', async (method, path, status, code) => {
    const { send, ada } = await openThreads();

    const answer = await send(method, path, { token: ada });

    expect(answer).toMatchObject({ status, body: graphError(code) });
    expect(answer.headers.get('x-fb-request-id')).not.toBeNull();
  });

  it('has no usage header unless one is set, and then on data calls only', async () => {
    const { get, send, control } = await openThreads();

    const without = await get('/v1.0/me');
    control.changeSettings({ appUsagePercent: 97 });
    const [data, page] = [await get('/v1.0/me'), await send('GET', '/')];

    expect(without.headers.has('x-app-usage')).toBe(false);
    expect(data.headers.get('x-app-usage')).toBe('{"call_count":97,"total_cputime":97,"total_time":97}');
    expect(page.headers.has('x-app-usage')).toBe(false);
  });

  it('refuses a body above 1 MB', async () => {
    const { url, ada } = await openThreads();

    const answer = await request(`${url}/v1.0/me/threads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada}` },
      body: new URLSearchParams({ media_type: 'TEXT', text: 'a'.repeat(1_000_001) }),
    });

    expect(answer.status).toBe(413);
  });

  it.each([
    ['application/json', '{"media_type":"TEXT"}'],
    ['text/plain', 'media_type=TEXT'],
    ['multipart/form-data; boundary=x', 'not multipart'],
  ])('refuses a %s body it cannot take', async (type, body) => {
    const { url, ada, control } = await openThreads();

    const answer = await request(`${url}/v1.0/me/threads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada}`, 'content-type': type },
      body,
    });

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
    expect(control.account('ada.paints').containers).toEqual([]);
  });

  it('refuses broken JSON on the control API', async () => {
    const { url } = await openThreads();

    const answer = await request(`${url}/_control/faults`, { method: 'POST', body: '{' });

    expect(answer.status).toBe(400);
  });
});

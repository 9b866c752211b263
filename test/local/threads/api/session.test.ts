/** Access tokens: where they may stand, and how each kind of dead one is refused. */
import { describe, expect, it } from 'vitest';
import { readSession } from '../../../../local/threads/api/session.ts';
import { dayMs, graphError, openThreads } from '../driver.ts';

describe(readSession, () => {
  it('S14-03 takes the token from header, query or form', async () => {
    const { send, ada } = await openThreads();
    const form = { media_type: 'TEXT', text: 'a', access_token: ada };

    const answers = await Promise.all([
      send('GET', '/v1.0/me', { token: ada }),
      send('GET', `/v1.0/me?access_token=${ada}`),
      send('POST', '/v1.0/me/threads', { form }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('refuses a token in two places', async () => {
    const { get, ada } = await openThreads();

    const answer = await get(`/v1.0/me?access_token=${ada}`);

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('refuses a missing and an unknown token with 190', async () => {
    const { send } = await openThreads();

    const missing = await send('GET', '/v1.0/me');
    const unknown = await send('GET', '/v1.0/me', { token: 'THnothing' });

    expect(missing).toMatchObject({ status: 400, body: graphError(190) });
    expect(unknown).toMatchObject({ status: 400, body: graphError(190) });
    expect(missing.headers.get('x-fb-request-id')).toMatch(/^A/);
  });

  it('refuses an expired token with 190/463 and both times', async () => {
    const { get, control } = await openThreads();
    const token = control.mintToken('ada.paints', { kind: 'short' });

    control.advance(3_600_000 + 60_000);

    const answer = await get('/v1.0/me', token);
    expect(answer).toMatchObject({ status: 400, body: graphError(190, 463) });
    expect(answer.text).toContain(
      'Session has expired on Sunday, 01-Mar-26 06:00:00 PDT. The current time is Sunday, 01-Mar-26 06:01:00 PDT.',
    );
  });

  it('refuses with 190/458 once the user removed the app', async () => {
    const { get, control } = await openThreads();

    control.revoke('ada.paints');

    expect(await get('/v1.0/me')).toMatchObject({ status: 400, body: graphError(190, 458) });
  });

  it('refuses with 190/458 at the end of the 90-day grant', async () => {
    const { send, get, control } = await openThreads();
    control.addAccount({ username: 'quiet', private: true });
    const token = control.mintToken('quiet');
    control.advance(59 * dayMs);
    const renewed = await send('GET', `/refresh_access_token?grant_type=th_refresh_token&access_token=${token}`);
    const { access_token } = renewed.body as { access_token: string };

    control.advance(30 * dayMs);
    const before = await get('/v1.0/me', access_token);
    control.advance(dayMs);
    const after = await get('/v1.0/me', access_token);

    expect(before.status).toBe(200);
    expect(after).toMatchObject({ status: 400, body: graphError(190, 458) });
  });

  it.each([
    ['POST', '/v1.0/me/threads', { media_type: 'TEXT', text: 'a' }],
    ['POST', '/v1.0/me/threads_publish', { creation_id: '1' }],
  ])('refuses %s %s without threads_content_publish', async (_method, path, form) => {
    const { post, control } = await openThreads();

    const answer = await post(path, form, control.mintToken('ada.paints', { scopes: ['threads_basic'] }));

    expect(answer).toMatchObject({ status: 403, body: graphError(10) });
  });

  it('refuses reads without threads_basic', async () => {
    const { get, control } = await openThreads();

    const answer = await get('/v1.0/me', control.mintToken('ada.paints', { scopes: [] }));

    expect(answer).toMatchObject({ status: 403, body: graphError(10) });
  });
});

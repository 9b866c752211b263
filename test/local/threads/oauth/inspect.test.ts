/** The app's own token, and what is behind a user's. */
import { describe, expect, it } from 'vitest';
import { inspectRoutes } from '../../../../local/threads/oauth/inspect.ts';
import { dayMs, graphError, openThreads, startedAt } from '../driver.ts';

const second = (ms: number) => Math.floor(ms / 1000);

describe('inspectRoutes', () => {
  it('are the two', () => {
    expect(inspectRoutes.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /oauth/access_token', 'GET /v1.0/debug_token']);
  });

  it('shows scopes, owner and the three times of a token', async () => {
    const { get, control } = await openThreads();
    const input = control.mintToken('sam.bakes', { scopes: ['threads_basic', 'threads_delete'] });

    const { body } = await get(`/v1.0/debug_token?input_token=${input}`);

    expect(body).toEqual({
      data: {
        type: 'USER',
        application: 'Simulated app',
        data_access_expires_at: second(startedAt + 90 * dayMs),
        expires_at: second(startedAt) + 5_183_944,
        is_valid: true,
        issued_at: second(startedAt),
        scopes: ['threads_basic', 'threads_delete'],
        user_id: control.account('sam.bakes').id,
      },
    });
  });

  it('answers HTTP 500 with 190 for a token that is unknown, expired or revoked', async () => {
    const { get, control } = await openThreads();
    const expired = control.mintToken('sam.bakes', { kind: 'short' });
    const revoked = control.mintToken('sam.bakes');
    control.advance(dayMs / 2);
    await control.revoke('sam.bakes');

    const answers = await Promise.all(['THnothing', expired, revoked].map((token) => get(`/v1.0/debug_token?input_token=${token}`)));

    for (const answer of answers) expect(answer).toMatchObject({ status: 500, body: graphError(190) });
  });

  it('needs a good token to ask with, and one to ask about', async () => {
    const { get, ada } = await openThreads();

    const [caller, input] = [await get(`/v1.0/debug_token?input_token=${ada}`, 'THnothing'), await get('/v1.0/debug_token')];

    expect(caller).toMatchObject({ status: 400, body: graphError(190) });
    expect(input).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('gives the app a token of its own, which is nobody’s', async () => {
    const { send, get } = await openThreads();
    const path = '/oauth/access_token?grant_type=client_credentials&client_id=1234567890&client_secret=';

    const answer = await send('GET', `${path}threads-simulator-secret`);
    const wrong = await send('GET', `${path}guess`);

    const { access_token } = answer.body as { access_token: string };
    expect(answer.body).toEqual({ access_token: expect.stringMatching(/^TH\|1234567890\|[\w-]+$/), token_type: 'bearer' });
    expect(wrong).toMatchObject({ status: 400, body: graphError(1) });
    expect(await get('/v1.0/me', access_token)).toMatchObject({ status: 400, body: graphError(190) });
  });
});

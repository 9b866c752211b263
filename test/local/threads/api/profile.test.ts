/** The own profile, and that nobody else's can be reached. */
import { describe, expect, it } from 'vitest';
import { profileCall } from '../../../../local/threads/api/profile.ts';
import { graphError, openThreads } from '../driver.ts';

describe(profileCall.name, () => {
  it('shows the own profile under /me and under the own id', async () => {
    const { get, control, url } = await openThreads();
    const { id } = control.account('ada.paints');
    const query = '?fields=id,username,name,threads_profile_picture_url,threads_biography,is_verified';

    const [me, byId] = await Promise.all([get(`/v1.0/me${query}`), get(`/v1.0/${id}${query}`)]);

    expect(me.body).toEqual({
      id,
      username: 'ada.paints',
      name: 'Ada Lindqvist',
      threads_profile_picture_url: `${url}/pictures/${id}.svg`,
      threads_biography: expect.stringContaining('bridges'),
      is_verified: false,
    });
    expect(byId.body).toEqual(me.body);
  });

  it('gives the id alone when no fields are asked for, and leaves out an empty biography', async () => {
    const { get, control } = await openThreads();
    const { id } = control.addAccount({ username: 'new.one' });
    const token = control.mintToken('new.one');

    expect((await get('/v1.0/me', token)).body).toEqual({ id });
    expect((await get('/v1.0/me?fields=name,threads_biography', token)).body).toEqual({ name: 'new.one' });
  });

  it('refuses a field that does not exist', async () => {
    const { get } = await openThreads();

    const answer = await get('/v1.0/me?fields=id,email');

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100, message: 'Tried accessing nonexisting field (email)' } } });
  });

  it("S14-05 does not show another person's id, nor act for it", async () => {
    const { get, post, control } = await openThreads();
    const { id } = control.account('sam.bakes');

    const answers = await Promise.all([
      get(`/v1.0/${id}`),
      get(`/v1.0/${id}/threads`),
      get(`/v1.0/${id}/threads_publishing_limit`),
      post(`/v1.0/${id}/threads`, { media_type: 'TEXT', text: 'a' }),
      post(`/v1.0/${id}/threads_publish`, { creation_id: '1' }),
    ]);

    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: graphError(100, 33) });
    expect(answers[3]?.text).toContain('Unsupported post request');
  });

  it('S14-05 acts under the own numeric id', async () => {
    const { post, control } = await openThreads();
    const { id } = control.account('ada.paints');

    const answer = await post(`/v1.0/${id}/threads`, { media_type: 'TEXT', text: 'a' });

    expect(answer.status).toBe(200);
  });
});

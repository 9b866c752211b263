/** Reposts: a facade in the own profile. */
import { describe, expect, it } from 'vitest';
import { repostCall } from '../../../../local/threads/api/repost.ts';
import { graphError, idOf, openThreads } from '../driver.ts';

describe(repostCall.name, () => {
  it('shows the post of somebody else, as a facade, until that one goes', async () => {
    const { posted, post, get, control } = await openThreads();
    const id = await posted();
    const sam = control.mintToken('sam.bakes');

    const repost = idOf(await post(`/v1.0/${id}/repost`, {}, sam));
    const read = await get(`/v1.0/${repost}?fields=media_type,reposted_post{id},text`, sam);
    control.removePost(id);

    expect(read.body).toEqual({ media_type: 'REPOST_FACADE', reposted_post: { id } });
    expect((await get(`/v1.0/${repost}`, sam)).body).toMatchObject(graphError(100, 33));
    expect(control.account('sam.bakes')).toMatchObject({ public_post_count: 0, quota_usage: 0 });
  });

  it('needs a post that is there', async () => {
    const { post } = await openThreads();

    expect(await post('/v1.0/123/repost', {})).toMatchObject({ status: 400, body: graphError(24, 4279009) });
  });
});

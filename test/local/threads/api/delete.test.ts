/** Deleting posts: what goes, who may, how often. */
import { describe, expect, it } from 'vitest';
import { deleteCall } from '../../../../local/threads/api/delete.ts';
import { allScopes, dayMs, graphError, idOf, openThreads } from '../driver.ts';
import { png } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

async function open(settings = {}) {
  const driver = await openThreads({ allowHttp: true, settings });
  const token = driver.control.mintToken('ada.paints', { scopes: allScopes });
  return { ...driver, token, remove: (id: string, by = token) => driver.send('DELETE', `/v1.0/${id}`, { token: by }) };
}

describe(deleteCall, () => {
  it('takes a post away; the second time it does not exist', async () => {
    const { posted, remove, get, publicPosts } = await open();
    const id = await posted();

    const [first, second] = [await remove(id), await remove(id)];

    expect(first).toMatchObject({ status: 200, body: { success: true, deleted_id: id } });
    expect(second).toMatchObject({ status: 400, body: graphError(100, 33) });
    expect(second.text).toContain('Unsupported delete request');
    expect((await get(`/v1.0/${id}`)).body).toMatchObject(graphError(100, 33));
    expect(publicPosts()).toBe(0);
  });

  it('takes the items of a carousel along, and no item alone', async () => {
    const host = await openMediaHost({ '/a.png': { type: 'image/png', body: png(20, 20) } });
    const { made, publish, remove, get, send } = await open();
    const item = { media_type: 'IMAGE', image_url: `${host.url}/a.png`, is_carousel_item: 'true' };
    const id = idOf(await publish(await made({ media_type: 'CAROUSEL', children: `${await made(item)},${await made(item)}` })));
    const { body } = await get(`/v1.0/${id}?fields=children`);
    const child = (body as { children: { data: { id: string }[] } }).children.data[0]?.id ?? '';
    const picture = await send('GET', `/media/${child}`);

    const [alone, whole] = [await remove(child), await remove(id)];

    expect([picture.status, alone.status, whole.status]).toEqual([200, 400, 200]);
    expect((await send('GET', `/media/${child}`)).status).toBe(404);
  });

  it("needs its scope, an own post, and not a container or someone else's", async () => {
    const { posted, made, remove, ada, control, publicPosts } = await open();
    const id = await posted();
    const container = await made({ media_type: 'TEXT', text: 'Later' });

    const [scope, foreign, unpublished] = [
      await remove(id, ada),
      await remove(id, control.mintToken('sam.bakes', { scopes: allScopes })),
      await remove(container),
    ];

    expect(scope).toMatchObject({ status: 403, body: graphError(10) });
    expect([foreign.body, unpublished.body]).toMatchObject([graphError(100, 33), graphError(100, 33)]);
    expect(publicPosts()).toBe(1);
  });

  it('stops at its quota and goes on a day later; the posts stay counted', async () => {
    const { posted, remove, get, control, token } = await open({ deleteQuota: 1 });
    const posts = [await posted(), await posted()];
    await remove(posts[0] ?? '');

    const refused = await remove(posts[1] ?? '');
    const quota = await get('/v1.0/me/threads_publishing_limit?fields=quota_usage,delete_quota_usage,delete_config', token);
    control.advance(dayMs);
    const accepted = await remove(posts[1] ?? '');

    expect(refused).toMatchObject({ status: 403, body: graphError(4) });
    expect(quota.body).toEqual({
      data: [{ quota_usage: 2, delete_quota_usage: 1, delete_config: { quota_total: 1, quota_duration: 86_400 } }],
    });
    expect(accepted.status).toBe(200);
  });

  it('refuses parameters', async () => {
    const { posted, remove } = await open();

    expect((await remove(`${await posted()}?force=true`)).body).toMatchObject(graphError(100));
  });
});

/** Answers, quotes and carousels: what a container may point to. */
import { describe, expect, it } from 'vitest';
import { readChildren, readQuote, readReplyTo } from '../../../../local/threads/api/relations.ts';
import { allScopes, dayMs, graphError, idOf, openThreads } from '../driver.ts';
import { jpeg, mp4 } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

const path = '/v1.0/me/threads';

async function open() {
  const host = await openMediaHost({ '/a.jpg': { type: 'image/jpeg', body: jpeg() }, '/b.mp4': { type: 'video/mp4', body: mp4() } });
  const driver = await openThreads({ allowHttp: true });
  const image = { media_type: 'IMAGE', image_url: `${host.url}/a.jpg`, is_carousel_item: 'true' };
  const video = { media_type: 'VIDEO', video_url: `${host.url}/b.mp4`, is_carousel_item: 'true' };
  const carousel = (...ids: string[]) => driver.post(path, { media_type: 'CAROUSEL', children: ids.join(',') });
  return { ...driver, host, image, video, carousel };
}

describe(readChildren, () => {
  it('publishes a carousel: one post, one of the quota, and children with ids of their own, in order', async () => {
    const { made, image, video, publish, get, control, publicPosts } = await open();
    const items = [await made({ ...image, alt_text: 'A bridge' }), await made(video)];
    const parent = await made({ media_type: 'CAROUSEL', children: items.join(','), text: 'Two' });

    const id = idOf(await publish(parent));

    const { body } = await get(`/v1.0/${id}?fields=media_type,text,children`);
    const children = (body as { children: { data: { id: string }[] } }).children.data.map((child) => child.id);
    expect(body).toMatchObject({ media_type: 'CAROUSEL_ALBUM', text: 'Two' });
    expect(children).toHaveLength(2);
    expect(items).not.toContain(children[0]);
    expect(publicPosts()).toBe(1);
    expect(control.account('ada.paints').quota_usage).toBe(1);
    const first = await get(`/v1.0/${children[0]}?fields=media_type,alt_text,media_url`);
    expect(first.body).toEqual({ media_type: 'IMAGE', alt_text: 'A bridge', media_url: expect.stringContaining(`/media/${children[0]}`) });
    const inside = await get(`/v1.0/${id}?fields=children{media_type,thumbnail_url}`);
    expect(inside.body).toEqual({
      children: { data: [{ media_type: 'IMAGE' }, { media_type: 'VIDEO', thumbnail_url: expect.stringContaining('/thumbnail') }] },
    });
    expect((await get('/v1.0/me/threads')).body).toMatchObject({ data: [{ id }] });
  });

  it('takes 20 items, and not 1 or 21', async () => {
    const { made, image, carousel } = await open();
    const items = await Promise.all(Array.from({ length: 21 }, () => made(image)));

    const [one, twenty, more] = [await carousel(items[0] ?? ''), await carousel(...items.slice(1)), await carousel(...items)];

    expect([one.status, twenty.status, more.status]).toEqual([400, 200, 400]);
  });

  it('S14-17 names the items that are unknown, unready, expired, failed, twice there or no items', async () => {
    const { made, image, host, post, carousel, control } = await open();
    const old = await made(image);
    control.advance(dayMs);
    const good = await made(image);
    const noItem = await made({ media_type: 'IMAGE', image_url: `${host.url}/a.jpg` });
    const failed = await made({ media_type: 'VIDEO', video_url: `${host.url}/missing.mp4`, is_carousel_item: 'true' });
    const foreign = idOf(await post(path, image, control.mintToken('sam.bakes')));
    const unready = idOf(await post(path, image));

    const answer = await carousel(good, good, old, noItem, failed, foreign, unready, '1');

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        message: 'Invalid parameter',
        type: 'OAuthException',
        code: 100,
        error_subcode: 4279004,
        is_transient: false,
        error_user_title: 'Invalid Carousel Children',
        error_user_msg: `The children with IDs ${[good, old, noItem, failed, foreign, unready, '1'].join(', ')} are invalid, nonexistent, or expired.`,
        fbtrace_id: expect.any(String),
      },
    });
  });

  it('takes one comma-separated string only', async () => {
    const { made, image, post, carousel } = await open();
    const items = [await made(image), await made(image)];

    const indexed = await post(path, { media_type: 'CAROUSEL', 'children[0]': items[0] ?? '', 'children[1]': items[1] ?? '' });
    const blank = await carousel(items[0] ?? '', ` ${items[1]}`);

    expect(indexed.text).toContain('Unknown parameter (children[0])');
    expect(blank.body).toMatchObject(graphError(100, 4279004));
  });

  it('does not publish an item alone', async () => {
    const { made, image, publish, publicPosts } = await open();

    const answer = await publish(await made(image));

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
    expect(publicPosts()).toBe(0);
  });

  it('marks every item as a spoiler', async () => {
    const { made, image, publish, get } = await open();
    const children = `${await made(image)},${await made(image)}`;

    const id = idOf(await publish(await made({ media_type: 'CAROUSEL', children, is_spoiler_media: 'true' })));

    const { body } = await get(`/v1.0/${id}?fields=is_spoiler_media,children{is_spoiler_media}`);
    expect(body).toEqual({ is_spoiler_media: true, children: { data: [{ is_spoiler_media: true }, { is_spoiler_media: true }] } });
  });
});

describe(readQuote, () => {
  it('quotes a post of anybody who is public', async () => {
    const { posted, post, made, publish, get, control } = await open();
    const id = await posted({ text: 'First' });
    const sam = control.mintToken('sam.bakes');

    const quote = idOf(await post(path, { media_type: 'TEXT', text: 'Look', quote_post_id: id }, sam));
    control.advance(5000);
    const quoting = idOf(await publish(quote, sam));
    const own = idOf(await publish(await made({ media_type: 'TEXT', text: 'Again', quote_post_id: id })));

    const fields = '?fields=is_quote_post,quoted_post{id}';
    expect((await get(`/v1.0/${quoting}${fields}`, sam)).body).toEqual({ is_quote_post: true, quoted_post: { id } });
    expect((await get(`/v1.0/${own}${fields}`)).body).toEqual({ is_quote_post: true, quoted_post: { id } });
  });

  it('does not quote what cannot be seen, also when it goes before publishing', async () => {
    const { posted, post, made, publish, control } = await open();
    control.addAccount({ username: 'quiet', private: true });
    const quiet = control.mintToken('quiet');
    const container = idOf(await post(path, { media_type: 'TEXT', text: 'Mine' }, quiet));
    control.advance(5000);
    const hidden = idOf(await publish(container, quiet));
    const gone = await posted();
    const early = await made({ media_type: 'TEXT', text: 'Look', quote_post_id: gone });
    control.removePost(gone);

    const answers = [
      await post(path, { media_type: 'TEXT', text: 'Look', quote_post_id: hidden }),
      await post(path, { media_type: 'TEXT', text: 'Look', quote_post_id: gone }),
      await publish(early),
    ];

    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: graphError(24, 4279009) });
  });
});

describe(readReplyTo, () => {
  it('answers with any media type', async () => {
    const { posted, made, publish, image, get } = await open();
    const root = await posted();
    const { is_carousel_item: _unused, ...single } = image;

    const id = idOf(await publish(await made({ ...single, reply_to_id: root })));

    expect((await get(`/v1.0/${id}?fields=media_type,replied_to,root_post`)).body).toEqual({
      media_type: 'IMAGE',
      replied_to: { id: root },
      root_post: { id: root },
    });
  });

  it('lets the owner of a thread read the answers of others, with one more scope', async () => {
    const { posted, post, publish, get, control } = await open();
    const root = await posted();
    const sam = control.mintToken('sam.bakes', { scopes: allScopes });
    const container = idOf(await post(path, { media_type: 'TEXT', text: 'Nice', reply_to_id: root }, sam));
    control.advance(5000);
    const answer = idOf(await publish(container, sam));

    const without = await get(`/v1.0/${answer}`);
    const owner = await get(`/v1.0/${answer}?fields=username,is_reply_owned_by_me`, control.mintToken('ada.paints', { scopes: allScopes }));

    expect(without.status).toBe(403);
    expect(owner.body).toEqual({ username: 'sam.bakes', is_reply_owned_by_me: false });
  });

  it('cannot answer an item of a carousel, or a parent that went before publishing', async () => {
    const { made, image, publish, post, get, posted, control } = await open();
    const parent = await made({ media_type: 'CAROUSEL', children: `${await made(image)},${await made(image)}` });
    const { body } = await get(`/v1.0/${idOf(await publish(parent))}?fields=children`);
    const item = (body as { children: { data: { id: string }[] } }).children.data[0]?.id ?? '';
    const root = await posted();
    const early = await made({ media_type: 'TEXT', text: 'Late', reply_to_id: root });
    control.removePost(root);

    const answers = [await post(path, { media_type: 'TEXT', text: 'a', reply_to_id: item }), await publish(early)];

    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: graphError(24, 4279009) });
  });
});

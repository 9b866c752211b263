/** What a container may hold, and every way of being refused. */
import { describe, expect, it } from 'vitest';
import { createCall } from '../../../../local/threads/api/create.ts';
import { dayMs, graphError, idOf, openThreads } from '../driver.ts';
import { openMediaHost } from '../media-host.ts';

const path = '/v1.0/me/threads';

describe(createCall.name, () => {
  it('gives out a container id that is not safe as a number', async () => {
    const { post } = await openThreads();

    const answer = await post(path, { media_type: 'TEXT', text: 'Hello' });

    expect(answer.status).toBe(200);
    const id = idOf(answer);
    expect(id).toMatch(/^\d{17}$/);
    expect(String(Number(id))).not.toBe(id);
  });

  it('S14-02 takes its parameters from query, form and multipart alike', async () => {
    const { url, ada, control } = await openThreads();
    const form = new FormData();
    form.set('media_type', 'TEXT');
    form.set('text', 'multipart ü');
    form.set('access_token', ada);

    await fetch(`${url}${path}`, { method: 'POST', body: form });
    await fetch(`${url}${path}?media_type=TEXT&text=query&access_token=${ada}`, { method: 'POST' });
    await fetch(`${url}${path}?media_type=TEXT`, { method: 'POST', body: new URLSearchParams({ text: 'both', access_token: ada }) });

    const texts = control.account('ada.paints').containers.map(({ text }) => text);
    expect(texts).toEqual(['multipart ü', 'query', 'both']);
  });

  it.each([
    ['no media type', { text: 'a' }, 400, 100],
    ['a media type that does not exist', { media_type: 'text', text: 'a' }, 400, 100],
    ['S14-01 an unknown parameter', { media_type: 'TEXT', text: 'a', colour: 'red' }, 400, 100],
    ['a parameter of another media type', { media_type: 'TEXT', text: 'a', image_url: 'https://a.test/a.jpg' }, 400, 100],
    ['no text', { media_type: 'TEXT' }, 400, 100],
    ['blank text', { media_type: 'TEXT', text: ' \n' }, 400, 100],
    ['S14-35 501 characters, as HTTP 500', { media_type: 'TEXT', text: 'a'.repeat(501) }, 500, 100],
    ['a topic with a dot', { media_type: 'TEXT', text: 'a', topic_tag: 'a.b' }, 400, 100],
    ['a topic with an ampersand', { media_type: 'TEXT', text: 'a', topic_tag: 'a&b' }, 400, 100],
    ['a topic of 51 characters', { media_type: 'TEXT', text: 'a', topic_tag: 'a'.repeat(51) }, 400, 100],
    ['an empty topic', { media_type: 'TEXT', text: 'a', topic_tag: '' }, 400, 100],
    ['an unknown reply control', { media_type: 'TEXT', text: 'a', reply_control: 'nobody' }, 400, 100],
    ['a link that is none', { media_type: 'TEXT', text: 'a', link_attachment: 'example' }, 400, -1],
    ['a reply to an unknown post', { media_type: 'TEXT', text: 'a', reply_to_id: '123' }, 400, 24],
    ['an image without a URL', { media_type: 'IMAGE' }, 400, 100],
    ['a video without a URL', { media_type: 'VIDEO' }, 400, 100],
    ['a URL that is none', { media_type: 'IMAGE', image_url: 'a.jpg' }, 400, 100],
    ['an image nobody can reach', { media_type: 'IMAGE', image_url: 'http://a.test/a.jpg' }, 400, 1],
    ['a carousel without children', { media_type: 'CAROUSEL' }, 400, 100],
    ['a flag that is no boolean', { media_type: 'TEXT', text: 'a', is_ghost_post: '1' }, 400, 100],
  ])('refuses %s', async (_what, form, status, code) => {
    const { post, control } = await openThreads();

    const answer = await post(path, form);

    expect(answer).toMatchObject({ status, body: graphError(code) });
    expect(control.account('ada.paints').containers).toEqual([]);
  });

  it('refuses a parameter that is given twice', async () => {
    const { url, ada } = await openThreads();

    const answer = await fetch(`${url}${path}?text=a`, {
      method: 'POST',
      body: new URLSearchParams({ media_type: 'TEXT', text: 'b', access_token: ada }),
    });

    expect(await answer.text()).toContain('Parameter (text) was given more than once');
  });

  it('S14-18 refuses a sixth link, counting equal ones once and the attachment too', async () => {
    const { post } = await openThreads();
    const text = 'https://a.test/1, www.b.test https://a.test/1 (https://a.test/3) https://a.test/4';

    const five = await post(path, { media_type: 'TEXT', text, link_attachment: 'https://a.test/5' });
    const six = await post(path, { media_type: 'TEXT', text: `${text} http://a.test/6`, link_attachment: 'https://a.test/5' });

    expect(five.status).toBe(200);
    expect(six.status).toBe(400);
    expect(six.text).toContain('THREADS_API__LINK_LIMIT_EXCEEDED');
  });

  it('accepts a link without text, a topic and a reply control', async () => {
    const { ready, publish, get } = await openThreads();
    const container = await ready({ link_attachment: 'https://a.test/', topic_tag: 'Bridges at dusk', reply_control: 'mentioned_only' });

    const id = idOf(await publish(container));

    const { body } = await get(`/v1.0/${id}?fields=text,topic_tag,link_attachment_url,reply_audience`);
    expect(body).toEqual({ topic_tag: 'Bridges at dusk', link_attachment_url: 'https://a.test/', reply_audience: 'MENTIONED_ONLY' });
  });

  it('lets people answer their own threads, and others only with a further scope', async () => {
    const { ready, publish, post, control } = await openThreads();
    const parent = idOf(await publish(await ready()));
    const form = { media_type: 'TEXT', text: 'Nice', reply_to_id: parent };
    const basic = ['threads_basic', 'threads_content_publish'];

    const own = await post(path, form);
    const stranger = await post(path, form, control.mintToken('sam.bakes'));
    const allowed = await post(path, form, control.mintToken('sam.bakes', { scopes: [...basic, 'threads_manage_mentions'] }));

    expect([own.status, stranger.status, allowed.status]).toEqual([200, 403, 200]);
    expect(stranger.body).toMatchObject(graphError(10));
  });

  it('publishes at once when told to: the id is then the post, and there is no container to ask about', async () => {
    const { post, get, publicPosts, control } = await openThreads();

    const id = idOf(await post(path, { media_type: 'TEXT', text: 'At once', auto_publish_text: 'true' }));

    expect((await get(`/v1.0/${id}?fields=text`)).body).toEqual({ text: 'At once' });
    expect((await get(`/v1.0/${id}?fields=status`)).body).toMatchObject(graphError(100));
    expect(publicPosts()).toBe(1);
    expect(control.account('ada.paints')).toMatchObject({ quota_usage: 1, publish_attempts: [{ outcome: 'posted' }] });
  });

  it('asks a link attachment whether it is there, when set so', async () => {
    const host = await openMediaHost({
      '/page': { type: 'text/html', body: 'Hello' },
      '/moved': { status: 302, headers: { location: '/page' } },
    });
    const { post } = await openThreads({ allowHttp: true, settings: { linkCheck: 'fetch' } });
    const link = (name: string) => post(path, { media_type: 'TEXT', text: 'a', link_attachment: `${host.url}${name}` });

    const [there, moved, missing] = [await link('/page'), await link('/moved'), await link('/missing')];

    expect(there.status).toBe(200);
    expect([moved.body, missing.body]).toMatchObject([graphError(-1, 4279047), graphError(-1, 4279047)]);
  });

  it('does not use the quota', async () => {
    const { ready, get } = await openThreads();

    await ready();

    expect((await get('/v1.0/me/threads_publishing_limit')).body).toEqual({ data: [{ quota_usage: 0 }] });
  });

  it('does nothing visible, ever', async () => {
    const { ready, control, publicPosts } = await openThreads();

    await ready();
    control.advance(2 * dayMs);

    expect(publicPosts()).toBe(0);
  });
});

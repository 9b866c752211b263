/** A post read back by its id. */
import { describe, expect, it } from 'vitest';
import { readCall } from '../../../../local/threads/api/post.ts';
import { graphError, idOf, openThreads } from '../driver.ts';

describe(readCall, () => {
  it('reads a post back as Threads writes it', async () => {
    const { ready, publish, get, url, control } = await openThreads();
    const id = idOf(await publish(await ready({ text: 'Hello #bridges www.a.test' })));
    const fields =
      'id,media_product_type,media_type,permalink,shortcode,timestamp,text,username,owner{id},topic_tag,link_attachment_url,is_quote_post,is_reply,children,quoted_post';

    const { body } = await get(`/v1.0/${id}?fields=${fields}`);

    expect(body).toEqual({
      id,
      media_product_type: 'THREADS',
      media_type: 'TEXT_POST',
      permalink: expect.stringMatching(`^${url}/@ada\\.paints/post/[\\w-]+$`),
      shortcode: expect.stringMatching(/^[\w-]{8,12}$/),
      timestamp: '2026-03-01T12:00:01+0000',
      text: 'Hello bridges www.a.test',
      username: 'ada.paints',
      owner: { id: control.account('ada.paints').id },
      topic_tag: 'bridges',
      link_attachment_url: 'www.a.test',
      is_quote_post: false,
      is_reply: false,
    });
  });

  it('E11-19 has no status field: that is how a client learns that an id is a post', async () => {
    const { ready, publish, get } = await openThreads();
    const id = idOf(await publish(await ready()));

    const answer = await get(`/v1.0/${id}?fields=status`);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: { code: 100, type: 'THApiException', message: 'Tried accessing nonexisting field (status)' },
    });
  });

  it('names parent and root of a reply', async () => {
    const { ready, publish, get } = await openThreads();
    const root = idOf(await publish(await ready()));
    const middle = idOf(await publish(await ready({ text: '2', reply_to_id: root })));
    const last = idOf(await publish(await ready({ text: '3', reply_to_id: middle })));

    const reply = await get(`/v1.0/${last}?fields=is_reply,root_post{id},replied_to{id},is_reply_owned_by_me`);
    const start = await get(`/v1.0/${root}?fields=has_replies,is_reply`);

    expect(reply.body).toEqual({ is_reply: true, root_post: { id: root }, replied_to: { id: middle }, is_reply_owned_by_me: true });
    expect(start.body).toEqual({ has_replies: true, is_reply: false });
  });

  it('is gone when it was removed', async () => {
    const { ready, publish, get, control, publicPosts } = await openThreads();
    const id = idOf(await publish(await ready()));

    control.removePost(id);

    const answer = await get(`/v1.0/${id}?fields=permalink`);
    expect(answer).toMatchObject({ status: 400, body: graphError(100, 33) });
    expect(answer.text).toContain(`Object with ID '${id}' does not exist`);
    expect(publicPosts()).toBe(0);
  });
});

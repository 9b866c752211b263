/** Publishing: what becomes visible, how often, and when not. */
import { describe, expect, it } from 'vitest';
import { publishCall } from '../../../../local/threads/api/publish.ts';
import { dayMs, graphError, idOf, openThreads } from '../driver.ts';

const notFound = { status: 400, body: graphError(24, 4279009) };

describe(publishCall.name, () => {
  it('answers a media id that is not the container id, and one post is public', async () => {
    const { ready, publish, publicPosts } = await openThreads();
    const container = await ready();

    const answer = await publish(container);

    expect(idOf(answer)).toMatch(/^\d{17}$/);
    expect(idOf(answer)).not.toBe(container);
    expect(publicPosts()).toBe(1);
  });

  it('refuses a container that is not FINISHED, with the observed body', async () => {
    const { post, publish, publicPosts } = await openThreads();
    const container = idOf(await post('/v1.0/me/threads', { media_type: 'TEXT', text: 'Hello' }));

    const answer = await publish(container);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        message: 'The requested resource does not exist',
        type: 'OAuthException',
        code: 24,
        error_subcode: 4279009,
        is_transient: false,
        error_user_title: 'Media Not Found',
        error_user_msg: `The media with id ${container} cannot be found.`,
        fbtrace_id: expect.stringMatching(/^A[\w-]{20,}$/),
      },
    });
    expect(publicPosts()).toBe(0);
  });

  it("refuses an unknown id, and someone else's container", async () => {
    const { ready, publish, post, control } = await openThreads();
    const container = await ready();

    const unknown = await publish('123');
    const foreign = await post('/v1.0/me/threads_publish', { creation_id: container }, control.mintToken('sam.bakes'));

    expect(unknown).toMatchObject(notFound);
    expect(foreign).toMatchObject(notFound);
    expect(control.accounts().map((account) => account.public_post_count)).toEqual([0, 0]);
  });

  it('needs a creation_id', async () => {
    const { post } = await openThreads();

    const answer = await post('/v1.0/me/threads_publish', {});

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('S14-28 makes a second post of the same container by default', async () => {
    const { ready, publish, publicPosts } = await openThreads();
    const container = await ready();

    const [first, second] = [await publish(container), await publish(container)];

    expect(idOf(first)).not.toBe(idOf(second));
    expect(publicPosts()).toBe(2);
  });

  it('S14-28 gives the first id again when set so', async () => {
    const { ready, publish, publicPosts } = await openThreads({ settings: { doublePublish: 'same_id' } });
    const container = await ready();

    const [first, second] = [await publish(container), await publish(container)];

    expect(idOf(first)).toBe(idOf(second));
    expect(publicPosts()).toBe(1);
  });

  it('S14-28 refuses the second time when set so', async () => {
    const { ready, publish, publicPosts } = await openThreads({ settings: { doublePublish: 'error' } });
    const container = await ready();

    const [first, second] = [await publish(container), await publish(container)];

    expect(first.status).toBe(200);
    expect(second).toMatchObject(notFound);
    expect(publicPosts()).toBe(1);
  });

  it('S14-29 stops at the quota and goes on when the first post is a day old', async () => {
    const { ready, publish, control, publicPosts } = await openThreads({ settings: { postQuota: 2 } });
    await publish(await ready());
    control.advance(dayMs / 2);
    await publish(await ready());

    const refused = await publish(await ready());
    control.advance(dayMs / 2);
    const accepted = await publish(await ready());

    expect(refused).toMatchObject({ status: 403, body: graphError(4, 2207042) });
    expect(accepted.status).toBe(200);
    expect(publicPosts()).toBe(3);
  });

  it('counts replies in their own quota', async () => {
    const { ready, publish } = await openThreads({ settings: { postQuota: 1, replyQuota: 1 } });
    const parent = idOf(await publish(await ready()));
    const reply = () => ready({ text: 'And', reply_to_id: parent });

    const first = await publish(await reply());
    const second = await publish(await reply());

    expect([first.status, second.status]).toEqual([200, 403]);
  });

  it('writes down every call that arrives, with what came of it', async () => {
    const { ready, publish, control, fault } = await openThreads();
    const container = await ready();
    fault({ name: 'bad_gateway', call: 'publish', times: 1 });

    await publish('123');
    await publish(container);
    await publish(container);

    const attempts = control.account('ada.paints').publish_attempts.map(({ creation_id, outcome }) => [creation_id, outcome]);
    // The fault was drawn by the first call already.
    expect(attempts).toEqual([
      ['123', 'not reached'],
      [container, 'posted'],
      [container, 'posted'],
    ]);
  });
});

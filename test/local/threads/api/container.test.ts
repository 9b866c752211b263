/** How a container's status moves with the simulated clock. */
import { describe, expect, it } from 'vitest';
import { statusCall } from '../../../../local/threads/api/container.ts';
import { dayMs, graphError, idOf, openThreads } from '../driver.ts';

const create = { media_type: 'TEXT', text: 'Hello' };

describe(statusCall, () => {
  it('S14-15 is IN_PROGRESS for the ready delay, then FINISHED, then PUBLISHED', async () => {
    const { post, get, control, publish } = await openThreads({ settings: { readyDelayMs: 3000 } });
    const id = idOf(await post('/v1.0/me/threads', create));
    const status = async () => (await get(`/v1.0/${id}?fields=id,status,error_message`)).body;

    const first = await status();
    control.advance(2999);
    const waiting = await status();
    control.advance(1);
    const ready = await status();
    await publish(id);
    const published = await status();

    expect([first, waiting]).toEqual([
      { id, status: 'IN_PROGRESS' },
      { id, status: 'IN_PROGRESS' },
    ]);
    expect(ready).toEqual({ id, status: 'FINISHED' });
    expect(published).toEqual({ id, status: 'PUBLISHED' });
  });

  it('S14-14 is EXPIRED after a day, and then cannot be published', async () => {
    const { ready, get, control, publish, publicPosts } = await openThreads();
    const id = await ready();

    control.advance(dayMs);

    expect((await get(`/v1.0/${id}?fields=status`)).body).toMatchObject({ status: 'EXPIRED' });
    expect((await publish(id)).body).toMatchObject(graphError(24, 4279009));
    expect(publicPosts()).toBe(0);
  });

  it('stays PUBLISHED after a day', async () => {
    const { ready, get, control, publish } = await openThreads();
    const id = await ready();
    await publish(id);

    control.advance(2 * dayMs);

    expect((await get(`/v1.0/${id}?fields=status`)).body).toMatchObject({ status: 'PUBLISHED' });
  });

  it('gives the id alone when no fields are asked for, and refuses fields of a post', async () => {
    const { ready, get } = await openThreads();
    const id = await ready();

    const [plain, permalink] = await Promise.all([get(`/v1.0/${id}`), get(`/v1.0/${id}?fields=permalink`)]);

    expect(plain.body).toEqual({ id });
    expect(permalink).toMatchObject({
      status: 400,
      body: { error: { code: 100, message: 'Tried accessing nonexisting field (permalink)' } },
    });
  });

  it("does not show someone else's container", async () => {
    const { ready, get, control } = await openThreads();
    const id = await ready();

    const answer = await get(`/v1.0/${id}?fields=status`, control.mintToken('sam.bakes'));

    expect(answer).toMatchObject({ status: 400, body: graphError(100, 33) });
  });
});

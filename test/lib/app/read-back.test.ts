/** After publishing: what the platform shows is compared with what was approved, and nothing is ever sent again because of it. */
import { describe, expect, it } from 'vitest';
import type { ReadBack } from '../../../lib/core/provider.ts';
import { readPost, withApproved } from '../../functions/steps.ts';
import { type World, world } from '../../support/world.ts';

const shown = (change: object = {}): ReadBack => ({
  kind: 'shown',
  permalink: 'https://threads.example/p',
  isSameText: true,
  itemCount: 0,
  ...change,
});
const eventsOf = (w: World) => w.dump('main').flatMap((item) => (item.kind === 'event' ? [String(item['type'])] : []));

describe('the read-back', () => {
  it.each([
    ['text', shown({ isSameText: false })],
    ['media', shown({ itemCount: 2 })],
  ])('shows that the %s is not what was approved', async (difference, readBack) => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.readBack.push(shown(), readBack);

    await w.deliver('publish');

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'published', publications: [{ difference }] });
    expect(w.platform.calls.send).toBe(1);
  });

  it('F14 marks a post that the platform took down, tells it once, and does not send it again', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.readBack.push(shown(), { kind: 'gone' }, { kind: 'gone' });

    await w.live(60);

    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'published',
      is_editable: false,
      publications: [{ difference: 'removed' }],
    });
    expect(eventsOf(w).filter((type) => type === 'post_removed')).toEqual(['post_removed']);
    expect(w.platform.calls).toMatchObject({ send: 1, readBack: 3 });
  });

  it('takes "gone" back when the post shows up after all', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.readBack.push(shown(), { kind: 'gone' }, shown());

    await w.live(60);

    expect(await readPost(browser, post.id)).toMatchObject({ publications: [{ difference: null }] });
  });

  it('does not call a post gone that is merely young', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.readBack.push({ kind: 'gone' }, { kind: 'gone' });

    await w.live(60);

    expect(await readPost(browser, post.id)).toMatchObject({
      publications: [{ difference: null, permalink: 'https://threads.example/post/remote-1' }],
    });
  });
});

describe('the quota', () => {
  it('T7.8 waits while the account has no room, and publishes when it has', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.quota.push({ used: 250, total: 250, windowMs: 86_400_000 });

    await w.live(1);
    const waiting = await readPost(browser, post.id);
    await w.live(20);

    expect(waiting).toMatchObject({ status: 'publishing', publications: [{ failure: { code: 'quota_reached' } }] });
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.calls.send).toBe(1);
  });

  it('is no obstacle when the platform does not tell it', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.quota = async () => undefined;

    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('published');
  });
});

/** `kill -9` of function processes while a post is on its way: the laptop starts them again and the post is out once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostView } from '../../lib/core/api.ts';
import { expectStatus, until, type Visitor } from '../../local/visitor.ts';
import { aConnection, aPerson, aPost, approve, type Journey, openCloud, read, settled } from './open-cloud.ts';

/** It is then prepared for five minutes: long enough to be met in that state on any machine. */
async function inSevenMinutes(browser: Visitor, post: PostView): Promise<PostView> {
  const wall_time = new Date(Date.parse(post.created_at) + 7 * 60_000).toISOString().slice(0, 16);
  const change = { schedule: { wall_time, zone: 'UTC' } };
  return expectStatus(await browser.call('PATCH', `/v1/posts/${post.id}`, change, { 'if-match': '"1"' }), 200).body as PostView;
}

describe('kill -9', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await openCloud();
  });
  afterAll(() => journey.close());

  it.each(['preparing', 'prepared', 'sending'])('of the publisher in state "%s" still publishes once', async (state) => {
    const { cloud } = journey;
    const browser = await aPerson(cloud, `kill.${state}@example.org`);
    const { connectionId, accountId } = await aConnection(cloud, browser, `kill.${state}`);
    // A slow answer of the publish call gives the moment in which `sending` is stored and its outcome is not.
    if (state === 'sending')
      await cloud.threads?.addFault({ name: 'slow_after', call: 'publish', account: accountId, times: 1, ms: 30_000 });
    const draft = await aPost(browser, connectionId, `Killed while ${state}`);
    const post = await approve(browser, state === 'prepared' ? await inSevenMinutes(browser, draft) : draft);
    await until(`state ${state}`, async () => ((await read(browser, post.id)).publications[0]?.state === state ? true : undefined));

    const killed = cloud.kill('publisher', 'SIGKILL');
    await settled(browser, post.id, 'published');

    expect(killed).toBeGreaterThan(0);
    expect((await cloud.threads?.account(accountId))?.public_post_count).toBe(1);
  });

  it('of every function, one after the other, loses nothing', async () => {
    const { cloud } = journey;
    const browser = await aPerson(cloud, 'kill.all@example.org');
    const { connectionId, accountId } = await aConnection(cloud, browser, 'kill.all');
    const post = await approve(browser, await aPost(browser, connectionId, 'Killed everywhere'));

    for (const duty of ['auth', 'connect', 'publish', 'approve', 'delete', 'publisher', 'refresher', 'sweeper', 'mailer', 'operator'])
      cloud.kill(duty, 'SIGKILL');
    await settled(browser, post.id, 'published');

    expect((await cloud.threads?.account(accountId))?.public_post_count).toBe(1);
  });
});

/** The engine, step by step: duplicates, leases, reconnects, permalinks. Lost answers are in unclear-outcomes.test.ts. */
import { describe, expect, it } from 'vitest';
import { publicationSchema } from '../../../lib/core/publication.ts';
import { approve, connect, readPost, signIn, signInAgain, withApproved, write } from '../../functions/steps.ts';
import { anId } from '../../support/builders.ts';
import { type World, world } from '../../support/world.ts';

const minute = 60_000;
const stateOf = (w: World) => publicationSchema.parse(w.dump('main').find(({ kind }) => kind === 'publication'));
const stepsOf = (w: World): string[] => stateOf(w).steps.map(({ what }) => what);
const eventsOf = (w: World) => w.dump('main').flatMap((item) => (item.kind === 'event' ? [String(item['type'])] : []));

describe('advancePublication', () => {
  it('I7 stores each step and one event for what the person can see', async () => {
    const w = world();
    await withApproved(w);

    await w.deliver('publish');

    expect(stepsOf(w)).toEqual(['approved', 'claimed', 'preparing', 'ready', 'sending', 'published', 'followed_up', 'followed_up']);
    expect(eventsOf(w).filter((type) => type.startsWith('post_'))).toEqual(['post_approved', 'post_published']);
    expect(w.platform.calls).toMatchObject({ prepare: 2, send: 1, find: 0, readBack: 2 });
    expect(stateOf(w).dueAt).toBeUndefined();
    expect(w.dump('main').filter(({ kind }) => kind === 'lease')).toEqual([]);
  });

  it('T7.7 every message delivered three times publishes once', async () => {
    const w = world();
    await withApproved(w);

    for (let i = 0; i < 60; i += 1) {
      const [next] = w.queued.filter(({ queue }) => queue === 'publish').sort((a, b) => a.dueMs - b.dueMs);
      if (!next) break;
      w.queued.push({ ...next }, { ...next });
      for (let copy = 0; copy < 3; copy += 1) await w.deliverOne('publish');
    }
    w.queued.length = 0;

    expect(w.platform.calls.send).toBe(1);
    expect(stateOf(w).state).toBe('published');
  });

  it('T7.7 ten workers with the same message send once', async () => {
    const w = world();
    await withApproved(w);
    for (let step = 0; step < 12; step += 1) {
      const [next] = w.queued.filter(({ queue }) => queue === 'publish').sort((a, b) => a.dueMs - b.dueMs);
      if (!next) break;
      w.queued.push(...Array.from({ length: 9 }, () => ({ ...next })));
      await Promise.all(Array.from({ length: 10 }, () => w.deliverOne('publish')));
    }

    expect(w.platform.calls.send).toBe(1);
    expect(w.platform.posts).toHaveLength(1);
  });

  it('an old message of an earlier step changes nothing', async () => {
    const w = world();
    const { connectionId, post } = await withApproved(w);
    const [old] = w.queued.filter(({ queue }) => queue === 'publish');
    await w.deliver('publish');
    const before = w.stored();

    w.queued.push({
      ...old!,
      message: { kind: 'publication', user_id: stateOf(w).userId, post_id: post.id, connection_id: connectionId, rev: 1 },
    });
    await w.deliver('publish');

    expect(w.stored()).toBe(before);
    expect(w.logs.at(-1)).toContain('"outcome":"stale"');
  });

  it('a message about nothing is done with', async () => {
    const w = world();
    await withApproved(w);
    const [message] = w.queued.filter(({ queue }) => queue === 'publish');
    w.queued.length = 0;
    await w.deps.commit(
      w
        .dump('main')
        .flatMap(({ kind, pk, sk }) =>
          kind === 'publication' ? [{ op: 'delete' as const, table: 'main' as const, key: { pk, sk } }] : [],
        ),
    );

    w.queued.push(message!);
    await w.deliver('publish');

    expect(w.logs.at(-1)).toContain('"outcome":"none"');
  });

  it('a message that comes too early goes back by itself, with the rest of the delay', async () => {
    const w = world();
    await withApproved(w);
    await w.deliverOne('publish');
    const [waiting] = w.queued.filter(({ queue }) => queue === 'publish');
    w.queued.length = 0;

    w.queued.push({ ...waiting!, dueMs: w.clock.now().getTime() });
    await w.deliverOne('publish');

    expect(w.logs.at(-1)).toContain('"outcome":"early"');
    expect(w.queued).toEqual([waiting]);
  });

  it('two posts of one connection go out one after the other, none fails and none burns a receive', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    const other = await write(browser, [connectionId], 'A second post.');
    await approve(browser, other);
    let underWay = 0;
    let most = 0;
    w.platform.whileSending = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 1) await w.deliverOne('publish');
      underWay -= 1;
    };

    await w.deliver('publish');

    expect(most).toBe(1);
    expect(w.logs.join('')).toContain('"outcome":"busy"');
    expect(w.logs.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect([await readPost(browser, post.id), await readPost(browser, other.id)].map(({ status }) => status)).toEqual([
      'published',
      'published',
    ]);
  });

  it('holds when the token has ended, says so, and goes on by itself after connecting again', async () => {
    const w = world();
    w.platform.lifeMs = 1_000;
    const { browser, post } = await withApproved(w);
    w.clock.advance(1_000);
    await w.deliverOne('publish');
    const held = await readPost(browser, post.id);

    w.platform.lifeMs = 60 * 24 * 60 * minute;
    await connect(w, browser);
    await w.deliver('publish');

    expect(held).toMatchObject({ status: 'held', publications: [{ hold_reason: 'reconnect', failure: { code: 'reconnect_needed' } }] });
    expect(held.publications[0]?.failure?.sentence).toContain('Connect it again');
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('asks first when its owner connects again only after more than an hour', async () => {
    const w = world();
    w.platform.lifeMs = 1_000;
    const { browser, post } = await withApproved(w);
    w.clock.advance(1_000);

    await w.deliver('publish');
    await signInAgain(w, browser);

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'held', publications: [{ hold_reason: 'late' }] });
    expect(w.queued.filter(({ queue }) => queue === 'publish')).toEqual([]);
  });

  it.each(['data_key', 'token'])('I4 without its %s nothing is sent', async (kind) => {
    const w = world();
    const { browser, post } = await withApproved(w);
    const table = kind === 'token' ? 'main' : 'vault';
    await w.deps.commit(
      w.dump(table).flatMap((item) => (item.kind === kind ? [{ op: 'delete' as const, table, key: { pk: item.pk, sk: item.sk } }] : [])),
    );

    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('held');
    expect(w.platform.calls.prepare).toBe(0);
  });

  it('T3.1 a token row that was put under another connection opens nothing', async () => {
    const w = world();
    const ada = await withApproved(w);
    const eve = await signIn(w, 'eve@example.org');
    await connect(w, eve, { remoteId: '2' });
    const [own, foreign] = w.dump('main').filter(({ kind }) => kind === 'token');
    await w.deps.commit([{ op: 'put', table: 'main', item: { ...own!, sealed: foreign!['sealed'] } }]);

    await w.deliver('publish');

    expect((await readPost(ada.browser, ada.post.id)).status).toBe('held');
    expect(w.platform.calls.send).toBe(0);
  });

  it('a trouble of ours sends the message back and changes nothing', async () => {
    const w = world();
    await withApproved(w);
    w.keyService.decryptDataKey = async () => {
      throw new Error('KMS is away');
    };
    await w.deliverOne('publish');

    expect(w.logs.at(-1)).toMatch(/"level":"error","event":"message".*"stack":".*decryptDataKey/);
    expect(stateOf(w).state).toBe('preparing');
    expect(w.queued.filter(({ queue }) => queue === 'publish')).toHaveLength(1);
  });

  it('keeps asking for the permalink for a while; the post is published all the same', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    const unclear = { kind: 'unclear' } as const;
    const shown = { kind: 'shown', permalink: 'https://threads.example/late', isSameText: true, itemCount: 0 } as const;
    w.platform.next.readBack.push(unclear, unclear, shown, shown);

    await w.deliver('publish');

    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'published',
      publications: [{ permalink: 'https://threads.example/late' }],
    });
    expect(w.platform.calls.readBack).toBe(4);
  });

  it('gives up on the permalink after five looks', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.readBack.push(...Array<{ kind: 'unclear' }>(9).fill({ kind: 'unclear' }));

    await w.deliver('publish');

    expect(w.platform.calls.readBack).toBe(5);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(stateOf(w).dueAt).toBeUndefined();
  });

  it('opens the token once per message, however many steps it takes, and keeps no key', async () => {
    const w = world();
    await withApproved(w);

    await w.deliver('publish');

    expect(w.keyService.opened).toBe(3);
    expect(w.keyService.handedOut.flatMap((key) => [...key]).every((byte) => byte === 0)).toBe(true);
  });

  it('takes over a lease that a dead worker left behind', async () => {
    const w = world();
    const { connectionId } = await withApproved(w);
    await w.deps.commit([
      w.deps.leases.take(connectionId, { holder: anId('pub', 9), postId: anId('post', 9), rev: 3 }, undefined, new Error('taken')),
    ]);

    await w.deliver('publish');

    expect(w.platform.calls.send).toBe(1);
    expect(w.dump('main').filter(({ kind }) => kind === 'lease')).toEqual([]);
  });

  it('T9.1 P-05 no token, text or address stands in any log line or message of the whole way', async () => {
    const w = world();
    await withApproved(w, 'A very private thought.');
    const messages = JSON.stringify(w.queued);

    await w.deliver('publish');

    for (const secret of [...w.platform.tokens, 'private thought', 'ada@example.org', 'ada.paints']) {
      expect(w.logs.join('')).not.toContain(secret);
      expect(messages).not.toContain(secret);
    }
  });
});

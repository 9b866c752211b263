/** The engine after lost answers and crashes: the outcome is found out, never guessed, and never a second post. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/core/errors.ts';
import { isOutcomeOpen, publicationSchema } from '../../../lib/core/publication.ts';
import { approve, readPost, signInAgain, withApproved, write } from '../../functions/steps.ts';
import { type World, world } from '../../support/world.ts';

const minute = 60_000;
const unknown = { kind: 'unknown', failure: { code: 'outcome_unclear' } } as const;
const stateOf = (w: World) => publicationSchema.parse(w.dump('main').find(({ kind }) => kind === 'publication'));
const stepsOf = (w: World): string[] => stateOf(w).steps.map(({ what }) => what);
const eventsOf = (w: World) => w.dump('main').flatMap((item) => (item.kind === 'event' ? [String(item['type'])] : []));

describe('advancePublication after an unclear outcome', () => {
  it('T7.1 a worker that dies during the call leaves a doubt, not a repetition', async () => {
    const w = world();
    await withApproved(w);
    w.platform.whileSending = async () => {
      w.platform.whileSending = async () => undefined;
      throw new Error('the worker died here');
    };
    w.platform.next.find.push({ kind: 'published', remoteId: 'r7' });

    await w.deliver('publish');

    expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
    expect(w.platform.calls.send).toBe(1);
    expect(stepsOf(w)).toContain('unclear');
  });

  it('asks the person when the account is told to stop after a "not yet", which a platform may have taken all the same', async () => {
    const w = world();
    const { connectionId } = await withApproved(w);
    const p = stateOf(w);
    const connection = await w.deps.connections.get(p.userId, connectionId);
    if (!connection) throw new Error('no connection');
    const stopped = { ...connection, state: 'disconnecting', epoch: 2, rev: connection.rev + 1 } as const;
    const asked = { ...p, state: 'preparing', memo: { container_id: 'c1' }, notYets: 1, rev: p.rev + 1 } as const;
    await w.deps.commit([w.deps.connections.replace(stopped), w.deps.publications.replace(asked)]);

    await w.deps.sendMessage('publish', { kind: 'publication', user_id: p.userId, post_id: p.postId, connection_id: connectionId });
    await w.deliver('publish');

    expect(stateOf(w).state).toBe('unknown');
    expect(w.platform.calls.send).toBe(0);
  });

  it('T7.4 looks for an unclear outcome on its schedule, then asks the person, and never sends again', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.send.push(unknown);

    await w.live(12);

    expect(stateOf(w)).toMatchObject({ state: 'unknown', failure: { code: 'outcome_unclear' } });
    expect(w.platform.calls).toMatchObject({ send: 1, find: 8 });
    expect(Date.parse(stateOf(w).updatedAt) - Date.parse(stateOf(w).sentAt ?? '')).toBe(10 * minute);
    expect(await readPost(browser, post.id)).toMatchObject({ status: 'outcome_unknown', is_editable: false });
    expect(eventsOf(w)).toContain('post_outcome_unknown');
  });

  const gone = { kind: 'absent', usable: true, saw: { preparation: 'ready', list: 'not_there' } } as const;
  const dead = { kind: 'absent', usable: false, saw: { preparation: 'broken', list: 'not_there' } } as const;

  it.each([gone, dead])(
    'T7.4 what status and list do not show is not sent again, and its owner is told what was seen: %j',
    async (seen) => {
      const w = world();
      const { browser, post } = await withApproved(w);
      w.platform.next.send.push(unknown);
      for (let i = 0; i < 20; i += 1) w.platform.next.find.push(seen);

      await w.live(100);

      expect(w.platform.calls).toMatchObject({ send: 1, prepare: 2 });
      const looks = stateOf(w).steps.filter(({ saw }) => saw?.list === 'not_there');
      expect(looks).toHaveLength(11);
      expect((await readPost(browser, post.id)).publications[0]).toMatchObject({
        state: 'unknown',
        may_be_out: true,
        looks_again_at: stateOf(w).dueAt,
        steps: expect.arrayContaining(looks),
      });
    },
  );

  it('T7.4 ends the question by itself when the post is found beside it', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.send.push(unknown);
    for (let i = 0; i < 10; i += 1) w.platform.next.find.push(gone);
    w.platform.next.find.push({ kind: 'published', remoteId: 'r7' });
    w.platform.posts.push({ id: 'r7', text: post.text, media: [], options: {}, by: 'ada.paints' });

    await w.live(70);

    expect(stepsOf(w)).toContain('unknown');
    expect(await readPost(browser, post.id)).toMatchObject({ status: 'published', publications: [{ remote_id: 'r7' }] });
    expect(w.platform.calls.send).toBe(1);
  });

  it('T7.4 two copies are told, with both addresses, when the first one appears after its owner had it sent again', async () => {
    const w = world();
    const { browser, post, connectionId } = await withApproved(w);
    w.platform.next.send.push(unknown);
    for (let i = 0; i < 8; i += 1) w.platform.next.find.push(gone);
    await w.live(12);
    const denied = await browser.request('POST', `/v1/posts/${post.id}/publications/${connectionId}/resolve`, {
      body: { outcome: 'not_published' },
    });
    await signInAgain(w, browser);
    await approve(browser, post);
    await w.live(3);
    const alone = await readPost(browser, post.id);
    w.platform.posts.push({ id: 'r0', text: post.text, media: [], options: {}, by: 'ada.paints' });
    w.platform.next.find.push({ kind: 'published', remoteId: 'r0' });
    await w.live(90);

    expect(denied.status).toBe(200);
    expect(alone.publications[0]).toMatchObject({ state: 'published', remote_id: 'remote-1', difference: null });
    expect((await readPost(browser, post.id)).publications[0]).toMatchObject({
      difference: 'twice',
      permalink: 'https://threads.example/post/remote-1',
      twin: { part: 0, remote_id: 'r0', permalink: 'https://threads.example/post/r0' },
    });
    expect(eventsOf(w)).toContain('post_twice');
  });

  describe('if its owner has allowed in the approval that it is sent again when it cannot be found', () => {
    const allowed = { if_unclear: 'send_again' };

    it('T7.4 that is done once, with the same preparation', async () => {
      const w = world();
      await withApproved(w, undefined, allowed);
      w.platform.next.send.push(unknown, unknown);
      w.platform.next.find.push(gone, gone);

      await w.live(40);

      expect(w.platform.calls).toMatchObject({ send: 2, prepare: 2 });
      expect(stateOf(w)).toMatchObject({ state: 'unknown', preparations: 1 });
    });

    it('an operator’s stop waits with it, and then it is made', async () => {
      const w = world();
      await withApproved(w, undefined, allowed);
      w.platform.next.send.push(unknown);
      w.platform.next.find.push(gone);
      w.platform.whileSending = async () => {
        w.platform.whileSending = async () => undefined;
        await w.operate({ command: 'stop_publishing' });
      };
      await w.live(7);
      const stopped = stateOf(w);
      await w.operate({ command: 'resume_publishing' });
      await w.live(10);

      expect(stopped).toMatchObject({ state: 'held', holdReason: 'operator_stop', isUnclear: true });
      expect(stateOf(w)).toMatchObject({ state: 'published', sends: 2, preparations: 1 });
      expect(w.platform.posts).toHaveLength(1);
    });

    it('T7.4 a preparation that the platform calls dead is replaced, and the post goes out once', async () => {
      const w = world();
      await withApproved(w, undefined, allowed);
      w.platform.next.send.push(unknown);
      w.platform.next.find.push(dead);

      await w.deliver('publish');

      expect(stateOf(w)).toMatchObject({ state: 'published', preparations: 2, sends: 2 });
      expect(w.platform.posts).toHaveLength(1);
    });
  });

  it('an explicit "not yet" sends the same preparation again after 5, 10 and 20 seconds', async () => {
    const w = world();
    await withApproved(w);
    const notYet = { kind: 'refused', failure: { code: 'not_ready' }, again: true } as const;
    w.platform.next.send.push(notYet, notYet, notYet);

    await w.deliver('publish');

    expect(stateOf(w)).toMatchObject({ state: 'published', preparations: 1, sends: 4, notYets: 3 });
    expect(w.platform.posts).toHaveLength(1);
  });

  describe('after a "not yet" to a call that the network had delivered twice', () => {
    const notYet = { kind: 'refused', failure: { code: 'not_ready' }, again: true } as const;
    const twice = async (): Promise<World> => {
      const w = world();
      await withApproved(w);
      w.platform.next.send.push(notYet);
      w.platform.next.find.push({ kind: 'published', remoteId: 'r7' });
      while (stateOf(w).notYets === 0) await w.deliverOne('publish');
      return w;
    };

    it('an operator’s stop does not say that nothing is out, but finds out', async () => {
      const w = await twice();
      await w.operate({ command: 'stop_publishing' });

      await w.live(10);

      expect(stepsOf(w)).not.toContain('held:operator_stop');
      expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
      expect(w.platform.calls.send).toBe(1);
    });

    it('a token that has ended holds it, and says that it may be out', async () => {
      const w = await twice();
      const ended = new AppError('reconnect', 'reconnect_needed', 'Connect again.');
      w.platform.next.prepare.push(ended, { kind: 'published' });

      while (stateOf(w).state !== 'held') await w.deliverOne('publish');
      const held = stateOf(w);
      await w.live(10);

      expect([held.state, held.holdReason, isOutcomeOpen(held)]).toEqual(['held', 'reconnect', true]);
      expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
    });

    it('so does content that is not what was approved', async () => {
      const w = await twice();
      const post = w.dump('main').find(({ kind }) => kind === 'post');
      await w.deps.commit([{ op: 'put', table: 'main', item: { ...post!, text: 'Tampered with.' } }]);

      await w.live(10);

      expect(stepsOf(w)).not.toContain('held:content_changed');
      expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
    });

    it('so does an outage: what is late by then is not sent again unasked', async () => {
      const w = await twice();
      w.clock.advance(2 * 60 * minute);

      await w.live(10);

      expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
    });

    it('and what nothing shows after an outage asks its owner, because it is late', async () => {
      const w = await twice();
      w.platform.next.find.splice(0, 1, { kind: 'absent', usable: true });
      w.clock.advance(2 * 60 * minute);

      await w.live(10);

      expect(stateOf(w)).toMatchObject({ state: 'held', holdReason: 'late', sends: 1, notYets: 0 });
    });

    it('and what nothing shows then waits like anything else', async () => {
      const w = world();
      await withApproved(w);
      w.platform.next.send.push(notYet);
      w.platform.next.find.push({ kind: 'absent', usable: true });
      while (stateOf(w).notYets === 0) await w.deliverOne('publish');
      await w.operate({ command: 'stop_publishing' });

      await w.live(10);

      expect(stateOf(w)).toMatchObject({ state: 'held', holdReason: 'operator_stop', notYets: 0 });
      await w.operate({ command: 'resume_publishing' });
      await w.live(10);
      expect(stateOf(w).state).toBe('published');
      expect(w.platform.posts).toHaveLength(1);
    });
  });

  it('stores the answer that comes after everybody had given up on it', async () => {
    const w = world();
    await withApproved(w);
    w.platform.whileSending = async () => {
      w.clock.advance(2 * minute);
      await w.sweep();
      // The doubt and the first look overtake the call that is still under way.
      await w.deliverOne('publish');
      await w.deliverOne('publish');
    };

    await w.deliver('publish');

    expect(stepsOf(w)).toEqual(expect.arrayContaining(['sending', 'unclear', 'checked', 'published']));
    expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'remote-1' });
    expect(w.platform.posts).toHaveLength(1);
  });

  it('takes over the lease of a worker that is not sending any more', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    w.platform.next.send.push(unknown);
    // The release of the lease is lost, as if the worker died right after storing the answer.
    w.hooks.beforeCommit = async ([first]) => {
      if (first?.op === 'delete' && first.key.pk.startsWith('LEASE#')) throw new Error('died');
    };
    for (let i = 0; i < 4; i += 1) await w.deliverOne('publish');
    w.hooks.beforeCommit = async () => undefined;
    const leases = w.dump('main').filter(({ kind }) => kind === 'lease').length;
    const other = await write(browser, [connectionId], 'A second post.');
    await approve(browser, other);

    await w.deliver('publish');

    expect(leases).toBe(1);
    expect((await readPost(browser, other.id)).status).toBe('published');
  });

  it('a token that ends while an outcome is unclear does not end the search with a claim', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.send.push(unknown);
    for (let i = 0; i < 3; i += 1) await w.deliverOne('publish');
    const asked = w.platform.calls.find;
    await w.deps.commit(
      w
        .dump('main')
        .flatMap(({ kind, pk, sk }) => (kind === 'token' ? [{ op: 'delete' as const, table: 'main' as const, key: { pk, sk } }] : [])),
    );

    await w.live(40);

    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
    expect(w.platform.calls.find).toBe(asked);
  });

  it('a post that is out without a known id is looked for, and never sent again', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.send.push(unknown);
    w.platform.next.find.push({ kind: 'published' }, { kind: 'unclear' }, { kind: 'published', remoteId: 'r9' });
    w.platform.posts.push({ id: 'r9', text: post.text, media: [], options: {}, by: 'ada.paints' });

    await w.deliver('publish');

    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'published',
      publications: [{ remote_id: 'r9', permalink: 'https://threads.example/post/r9' }],
    });
    expect(w.platform.calls.send).toBe(1);
  });
});

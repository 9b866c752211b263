/** Disconnecting: nothing new goes out from the first write on; then key, token and rows are gone. */
import { describe, expect, it } from 'vitest';
import { anId } from '../../support/builders.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import {
  approve,
  connect,
  disconnectInTheEnd,
  outcomeOf,
  readPost,
  signIn,
  signInAgain,
  withApproved,
  withDraft,
  write,
} from '../steps.ts';

const minute = 60_000;
const left = (w: World) => [
  ...w.dump('main').filter(({ kind }) => ['connection', 'token', 'remote', 'lease'].includes(kind)),
  ...w.dump('vault'),
];
const remove = (browser: Browser, id: string) => browser.request('DELETE', `/v1/connections/${id}`);

describe('DELETE /v1/connections/{connection_id}', () => {
  it('T1.12 needs a proof of presence that is fresh, five times', async () => {
    const w = world();
    const { browser, connectionId } = await withDraft(w);
    w.clock.advance(10 * minute);
    const before = w.stored();

    const answers = await Promise.all(Array.from({ length: 5 }, () => remove(browser, connectionId)));
    const unchanged = w.stored() === before;
    await signInAgain(w, browser);
    const fresh = await remove(browser, connectionId);

    expect(answers.map(outcomeOf)).toEqual(Array(5).fill('403 presence_proof_needed'));
    expect(unchanged).toBe(true);
    expect(fresh.body).toEqual({ object: 'disconnection', canceled_publications: 0 });
  });

  it('I4 P-17 P-31 leaves nothing of the connection, records it once, and answers 404 the second time', async () => {
    const w = world();
    const { browser, connectionId } = await withDraft(w);

    const [first, second] = [await remove(browser, connectionId), await remove(browser, connectionId)];

    expect([outcomeOf(first), outcomeOf(second)]).toEqual(['200 ok', '404 connection_not_found']);
    expect(left(w)).toEqual([]);
    expect(w.dump('main').filter(({ type }) => type === 'disconnected')).toHaveLength(1);
  });

  it('leaves the other connections alone', async () => {
    const w = world();
    const browser = await signIn(w);
    const [a, b] = [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })];
    const post = await write(browser, [a, b]);
    await approve(browser, post);

    await w.deliverOne('publish');
    await disconnectInTheEnd(w, browser, a);
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).publications.map(({ state }) => state).sort()).toEqual(['canceled', 'published']);
    expect(left(w)).toHaveLength(4);
  });

  it('refuses while a post is being sent at that very moment, and finishes later', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    const during: string[] = [];
    w.platform.whileSending = async () => {
      const answer = await remove(browser, connectionId);
      during.push(outcomeOf(answer), answer.headers['retry-after'] ?? '');
    };

    await w.deliver('publish');
    const afterwards = await disconnectInTheEnd(w, browser, connectionId);

    expect(during).toEqual(['409 publishing_now', '100']);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(outcomeOf(afterwards)).toBe('200 ok');
    expect(left(w)).toEqual([]);
  });

  it('I4 between the refusal and the end nothing new can be approved or sent', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    const next = await write(browser, [connectionId], 'A second post.');
    w.platform.whileSending = async () => {
      await remove(browser, connectionId);
    };
    await w.deliver('publish');
    await signInAgain(w, browser);

    const answer = await approve(browser, next);

    expect(outcomeOf(answer)).toBe('409 connection_missing');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('a send whose answer never came is handed to the person once its two minutes are over', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    w.platform.whileSending = async () => {
      throw new Error('the worker died here');
    };
    await w.deliverOne('publish');
    await w.deliverOne('publish');
    await w.deliverOne('publish');

    const answer = await disconnectInTheEnd(w, browser, connectionId);

    expect(outcomeOf(answer)).toBe('200 ok');
    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
    expect(left(w)).toEqual([]);
  });

  it('an unclear outcome becomes a question to the person, not a claim', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    w.platform.next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
    for (let i = 0; i < 4; i += 1) await w.deliverOne('publish');

    const answer = await disconnectInTheEnd(w, browser, connectionId);
    await w.deliver('publish');

    expect(answer.body).toMatchObject({ canceled_publications: 0 });
    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
  });

  it('I4 messages that are still queued have no effect when they arrive', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');
    const calls = { ...w.platform.calls };

    await remove(browser, connectionId);
    await w.deliver('publish');

    expect(w.platform.calls).toEqual(calls);
    expect(w.keyService.opened).toBe(1);
  });

  it('a run that stopped half-way is finished by the next', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    let commits = 0;
    w.hooks.beforeCommit = async () => {
      commits += 1;
      if (commits === 2) throw new Error('crash');
    };

    const crashed = await remove(browser, connectionId);
    const again = await disconnectInTheEnd(w, browser, connectionId);

    expect([outcomeOf(crashed), outcomeOf(again)]).toEqual(['500 internal', '200 ok']);
    expect(left(w)).toEqual([]);
  });

  it('after connecting anew the same account, old work stays dead and new work goes out', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    await disconnectInTheEnd(w, browser, connectionId);

    const again = await connect(w, browser);
    await w.deliver('publish');
    const next = await write(browser, [again], 'A new post.');
    await approve(browser, next);
    await w.deliver('publish');

    expect(again).not.toBe(connectionId);
    expect((await readPost(browser, post.id)).status).toBe('canceled');
    expect(w.platform.posts.map(({ text }) => text)).toEqual(['A new post.']);
  });

  it('does not know what never was', async () => {
    const browser = await signIn(world());

    expect(outcomeOf(await remove(browser, anId('con', 5)))).toBe('404 connection_not_found');
  });
});

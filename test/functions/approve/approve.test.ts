/** T1.12 and invariant I3: a person's yes to one exact content. */
import { describe, expect, it } from 'vitest';
import { type World, world } from '../../support/world.ts';
import {
  approve,
  connect,
  edit,
  outcomeOf,
  postOf,
  problemOf,
  readPost,
  signIn,
  signInAgain,
  withApproved,
  withDraft,
  write,
} from '../steps.ts';

const minute = 60_000;

describe('POST /v1/posts/{post_id}/approve', () => {
  it('records who, when, which hash and how presence was proven, and one event without content', async () => {
    const w = world();
    const { post } = await withApproved(w);

    const approvals = w.dump('main').filter(({ kind }) => kind === 'approval');
    const events = w.dump('main').filter(({ kind, type }) => kind === 'event' && type === 'post_approved');

    expect(approvals).toEqual([
      expect.objectContaining({ postId: post.id, hash: post.hash, proof: 'mailed_link', provenAt: expect.any(String) }),
    ]);
    expect(events).toEqual([
      expect.objectContaining({ about: { post: post.id, approval: approvals[0]?.['id'] }, ttl: expect.any(Number) }),
    ]);
    expect(JSON.stringify([approvals, events])).not.toContain(post.text);
  });

  it('T1.12 refuses a proof of ten minutes ago, five times; a fresh one helps', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);
    w.clock.advance(10 * minute);
    const before = w.stored();

    const answers = await Promise.all(Array.from({ length: 5 }, () => approve(browser, post)));
    const unchanged = w.stored() === before;
    await signInAgain(w, browser);
    const fresh = await approve(browser, post);

    expect(answers.map(outcomeOf)).toEqual(Array(5).fill('403 presence_proof_needed'));
    expect(unchanged).toBe(true);
    expect(fresh.status).toBe(200);
  });

  it('T1.12 the proof counts until the last millisecond of its ten minutes', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);

    w.clock.advance(10 * minute - 1);

    expect((await approve(browser, post)).status).toBe(200);
  });

  it.each(['0'.repeat(64), 'f'.repeat(64)])('refuses another hash than that of the stored content: %s', async (hash) => {
    const w = world();
    const { browser, post } = await withDraft(w);
    const before = w.stored();

    const answer = await approve(browser, { ...post, hash });

    expect(outcomeOf(answer)).toBe('409 content_changed');
    expect(w.stored()).toBe(before);
  });

  it('P-09 refuses what was edited since it was looked at, and takes the new hash', async () => {
    const { browser, post } = await withDraft(world());
    const edited = postOf(await edit(browser, post, { text: 'Changed.' }));

    const [old, fresh] = [await approve(browser, post), await approve(browser, edited)];

    expect([outcomeOf(old), outcomeOf(fresh)]).toEqual(['409 content_changed', '200 ok']);
  });

  it('refuses an edit that slips in between reading and writing', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);
    w.hooks.beforeCommit = async () => {
      w.hooks.beforeCommit = async () => undefined;
      await edit(browser, post, { text: 'Changed at the last moment.' });
    };

    const answer = await approve(browser, post);

    expect(outcomeOf(answer)).toBe('409 content_changed');
    expect(w.dump('main').filter(({ kind }) => kind === 'approval' || kind === 'publication')).toEqual([]);
  });

  it('of 20 approvals at the same time one counts, and the post goes out once', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);

    const answers = await Promise.all(Array.from({ length: 20 }, () => approve(browser, post)));
    await w.deliver('publish');

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(w.platform.posts).toHaveLength(1);
  });

  it.each(['waiting', 'published'])('refuses a second approval while the first is %s', async (state) => {
    const w = world();
    const { browser, post } = await withApproved(w);
    if (state === 'published') await w.deliver('publish');

    const answer = await approve(browser, post);

    expect(outcomeOf(answer)).toBe('409 already_approved');
  });

  it.each([
    ['', ['text_empty']],
    ['x'.repeat(501), ['text_too_long']],
    ['http://a.example http://b.example http://c.example http://d.example http://e.example http://f.example', ['too_many_links']],
  ])('refuses what the platform would surely refuse: %#', async (text, codes) => {
    const w = world();
    const { browser, post } = await withDraft(w, text);

    const answer = await approve(browser, post);

    expect(outcomeOf(answer)).toBe('422 post_breaks_rules');
    expect(problemOf(answer).errors?.map(({ code }) => code)).toEqual(codes);
    expect(w.queued.filter(({ queue }) => queue === 'publish')).toEqual([]);
  });

  it('refuses a post that goes nowhere, together with every other finding', async () => {
    const browser = await signIn(world());
    const post = await write(browser, [], ' ');

    const answer = await approve(browser, post);

    expect(problemOf(answer).errors?.map(({ code, pointer }) => `${pointer} ${code}`)).toEqual([
      '#/text text_empty',
      '#/targets no_target',
    ]);
  });

  it('T2.7 refuses a connection that may not publish, before any call', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);
    const [row] = w.dump('main').filter(({ kind }) => kind === 'connection');
    await w.deps.commit([{ op: 'put', table: 'main', item: { ...row!, scopes: ['threads_basic'] } }]);

    const answer = await approve(browser, post);

    expect(outcomeOf(answer)).toBe('409 connection_missing');
    expect(w.platform.calls.prepare).toBe(0);
  });

  it('refuses when one of the connections is gone', async () => {
    const w = world();
    const browser = await signIn(w);
    const [a, b] = [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })];
    const post = await write(browser, [a, b]);
    await browser.request('DELETE', `/v1/connections/${b}`);

    const answer = await approve(browser, post);

    expect(outcomeOf(answer)).toBe('409 connection_missing');
    expect(w.dump('main').filter(({ kind }) => kind === 'publication')).toEqual([]);
  });

  it('after a partial failure starts only what is not out', async () => {
    const w = world();
    const browser = await signIn(w);
    const post = await write(browser, [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })]);
    await approve(browser, post);
    w.platform.next.send.push({ kind: 'refused', failure: { code: 'content_refused' }, again: false });
    await w.deliver('publish');
    const partial = await readPost(browser, post.id);

    const again = await approve(browser, post);
    await w.deliver('publish');

    expect(partial.status).toBe('partially_published');
    expect(again.status).toBe(200);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(2);
  });

  it('sends ids only to the queue, at once, grouped by connection', async () => {
    const w = world();
    const { connectionId, post } = await withApproved(w);

    expect(w.queued.filter(({ queue }) => queue === 'publish')).toEqual([
      {
        queue: 'publish',
        message: { kind: 'publication', user_id: expect.stringMatching(/^usr_/), post_id: post.id, connection_id: connectionId, rev: 1 },
        dueMs: w.clock.now().getTime(),
        group: connectionId,
      },
    ]);
  });
});

/** What changes behind our back just before the intent is stored, the last moment at which anybody else can still win. */
function justBeforeSending(w: World, change: () => Promise<void>): { happened: boolean } {
  const seen = { happened: false };
  w.hooks.beforeCommit = async (writes) => {
    if (seen.happened || !writes.some((write) => write.op === 'check')) return;
    seen.happened = true;
    await change();
  };
  return seen;
}
const replaceRow = (w: World, kind: string, change: Record<string, unknown>) =>
  w.deps.commit(w.dump('main').flatMap((item) => (item.kind === kind ? [{ op: 'put', table: 'main', item: { ...item, ...change } }] : [])));
const removeRow = (w: World, kind: string) =>
  w.deps.commit(
    w.dump('main').flatMap(({ pk, sk, ...item }) => (item.kind === kind ? [{ op: 'delete', table: 'main', key: { pk, sk } }] : [])),
  );

describe('the approval at the moment of sending', () => {
  it.each<[string, string, (w: World) => Promise<void>]>([
    ['the approval is gone', 'held', (w) => removeRow(w, 'approval')],
    ['the approval names another hash', 'held', (w) => replaceRow(w, 'approval', { hash: 'f'.repeat(64) })],
    ['the post was edited behind our back', 'held', (w) => replaceRow(w, 'post', { hash: 'f'.repeat(64) })],
    ['the post is gone', 'held', (w) => removeRow(w, 'post')],
    ['the connection was told to stop', 'canceled', (w) => replaceRow(w, 'connection', { epoch: 2 })],
    ['the connection is being disconnected', 'canceled', (w) => replaceRow(w, 'connection', { state: 'disconnecting' })],
    ['the connection is gone', 'canceled', (w) => removeRow(w, 'connection')],
    ['the user was told to stop', 'canceled', (w) => replaceRow(w, 'user', { epoch: 2 })],
    ['the user is gone', 'canceled', (w) => removeRow(w, 'user')],
  ])('I3 nothing is sent when %s', async (_, state, change) => {
    const w = world();
    await withApproved(w);
    const seen = justBeforeSending(w, () => change(w));

    await w.deliver('publish');

    const [publication] = w.dump('main').filter(({ kind }) => kind === 'publication');
    expect(seen.happened).toBe(true);
    expect(publication?.['state']).toBe(state);
    expect(w.platform.calls.send).toBe(0);
  });

  it('I3 P-09 text changed in the table without a new hash is noticed before preparing', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    await replaceRow(w, 'post', { text: 'Slipped in.' });

    await w.deliver('publish');

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'held', publications: [{ hold_reason: 'content_changed' }] });
    expect(w.platform.calls).toMatchObject({ prepare: 0, send: 0 });
  });

  it('sends when nothing came between', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    const seen = justBeforeSending(w, async () => undefined);

    await w.deliver('publish');

    expect(seen.happened).toBe(true);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
  });
});

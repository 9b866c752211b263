/** Posts of several parts: each part answers the one before, and what is out never goes out again. */
import { describe, expect, it } from 'vitest';
import { publicationSchema } from '../../../lib/core/publication.ts';
import { approve, connect, outcomeOf, readPost, signIn, signInAgain, write } from '../../functions/steps.ts';
import { type World, world } from '../../support/world.ts';

const chain = { replies: [{ text: 'Second.' }, { text: 'Third.' }] };
const stateOf = (w: World) => publicationSchema.parse(w.dump('main').find(({ kind }) => kind === 'publication'));
const eventsOf = (w: World) => w.dump('main').flatMap((item) => (item.kind === 'event' ? [String(item['type'])] : []));
const refused = { kind: 'rejected', failure: { code: 'text_refused' } } as const;

async function approvedChain(w: World) {
  const browser = await signIn(w);
  const connectionId = await connect(w, browser);
  const post = await write(browser, [connectionId], 'First.', chain);
  await approve(browser, post);
  return { browser, connectionId, post };
}
const shown = (w: World) => w.platform.posts.map(({ id, text, replyTo }) => ({ id, text, ...(replyTo ? { replyTo } : {}) }));
const whole = [
  { id: 'remote-1', text: 'First.' },
  { id: 'remote-2', text: 'Second.', replyTo: 'remote-1' },
  { id: 'remote-3', text: 'Third.', replyTo: 'remote-2' },
];

describe('a chain', () => {
  it('F10 goes out part by part, each an answer to the one before, with one event', async () => {
    const w = world();
    const { browser, post } = await approvedChain(w);

    await w.deliver('publish');

    expect(shown(w)).toEqual(whole);
    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'published',
      publications: [
        {
          state: 'published',
          remote_id: 'remote-1',
          permalink: 'https://threads.example/post/remote-1',
          part_count: 3,
          parts: whole.map(({ id }) => ({ remote_id: id, permalink: `https://threads.example/post/${id}` })),
        },
      ],
    });
    expect(eventsOf(w).filter((type) => type === 'post_published')).toEqual(['post_published']);
  });

  it('F10 that stops midway says so, and another approval goes on where it stopped', async () => {
    const w = world();
    const { browser, post } = await approvedChain(w);
    while (w.platform.posts.length === 0) await w.deliverOne('publish');
    w.platform.next.prepare.push(refused);
    await w.deliver('publish');

    const stopped = await readPost(browser, post.id);
    const again = await approve(browser, post);
    await w.deliver('publish');

    expect(stopped).toMatchObject({
      status: 'partially_published',
      is_editable: false,
      publications: [{ parts: [{ remote_id: 'remote-1', permalink: 'https://threads.example/post/remote-1' }] }],
    });
    expect(outcomeOf(again)).toBe('200 ok');
    expect(shown(w)).toEqual(whole);
    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('can be stopped between two parts; what is out stays out and cannot be edited away', async () => {
    const w = world();
    const { browser, post } = await approvedChain(w);
    while (w.platform.posts.length === 0) await w.deliverOne('publish');

    const canceled = await browser.request('POST', `/v1/posts/${post.id}/cancel`, { body: {} });
    await w.deliver('publish');
    const edited = await browser.request('PATCH', `/v1/posts/${post.id}`, { body: { text: 'Other.' }, headers: { 'if-match': post.etag } });

    expect(canceled.body).toMatchObject({ status: 'partially_published' });
    expect(shown(w)).toEqual(whole.slice(0, 1));
    expect(outcomeOf(edited)).toBe('409 post_locked');
  });

  it('waits with the next part until the id of the one before is found', async () => {
    const w = world();
    const { browser, post } = await approvedChain(w);
    w.platform.next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
    w.platform.next.find.push({ kind: 'published' }, { kind: 'unclear' }, { kind: 'published', remoteId: 'r9' });
    w.platform.posts.push({ id: 'r9', text: 'First.', media: [], options: {}, by: 'ada.paints' });

    await w.deliver('publish');

    expect(shown(w).map(({ replyTo }) => replyTo)).toEqual([undefined, 'r9', 'remote-2']);
    expect(w.platform.calls.send).toBe(3);
    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('ends in plain words when the id of a part is never found, and no approval sends that part again', async () => {
    const w = world();
    const { browser, post } = await approvedChain(w);
    w.platform.next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
    w.platform.next.find.push({ kind: 'published' });

    await w.live(25 * 60);
    await signInAgain(w, browser);

    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'partially_published',
      publications: [{ state: 'failed', failure: { code: 'part_unidentified' }, parts: [{ remote_id: null }] }],
    });
    expect(outcomeOf(await approve(browser, post))).toBe('409 already_approved');
    expect(w.platform.calls.send).toBe(1);
    expect(stateOf(w).dueAt).toBeUndefined();
  });

  it('T7.1 loses and repeats no part when the worker dies at any commit', async () => {
    for (let at = 1; at <= 24; at += 1) {
      const w = world(at);
      const { browser, post } = await approvedChain(w);
      let commits = 0;
      w.hooks.beforeCommit = async (writes) => {
        if (!writes.some((write) => write.op === 'put' && write.item.kind === 'publication')) return;
        commits += 1;
        if (commits === at) throw new Error('the process was killed');
      };

      await w.live(60);

      const { status } = await readPost(browser, post.id);
      expect(
        shown(w).filter(({ text }, i) => shown(w).findIndex((one) => one.text === text) !== i),
        `crash at ${at}`,
      ).toEqual([]);
      expect(['published', 'outcome_unknown'], `crash at ${at}`).toContain(status);
    }
  });

  it('counts each part by itself: a refusal of the first leaves nothing behind', async () => {
    const w = world();
    const browser = await signIn(w);
    const post = await write(browser, [await connect(w, browser)], 'First.', chain);
    w.platform.next.prepare.push(refused);
    await approve(browser, post);

    await w.deliver('publish');

    expect(shown(w)).toEqual([]);
    expect(await readPost(browser, post.id)).toMatchObject({ status: 'failed', is_editable: true });
  });
});

/** The sandbox through the engine and its own page: the production handlers, the real provider, no platform but our tables. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { TableName, Write } from '../../../lib/core/ports.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { publicOrigin } from '../http-event.ts';
import { approve, connectSandbox, disconnectInTheEnd, outcomeOf, readPost, signIn, write } from '../steps.ts';

const shownPost = z.object({
  id: z.string(),
  text: z.string(),
  media: z.array(z.unknown()),
  options: z.record(z.string(), z.unknown()),
  reply_to: z.nullable(z.string()),
  published_at: z.string(),
});
const pageSchema = z.object({
  object: z.literal('list'),
  data: z.array(z.extend(shownPost, { replies: z.array(shownPost) })),
  has_more: z.boolean(),
  next_cursor: z.nullable(z.string()),
});

const pathOf = (id: string, search = '') => `/v1/sandbox/${id}/posts${search}`;
const page = async (browser: Browser, id: string, search = '') =>
  z.parse(pageSchema, (await browser.request('GET', pathOf(id, search))).body);

async function connected(w: World = world()) {
  const browser = await signIn(w);
  return { w, browser, connectionId: await connectSandbox(browser) };
}

async function publish(w: World, browser: Browser, connectionId: string, text: string, more: object = {}) {
  const draft = await write(browser, [connectionId], text, more);
  await approve(browser, draft);
  await w.deliver('publish');
  return readPost(browser, draft.id);
}

const isPublish = (writes: readonly Write<TableName>[]) => writes.some((write) => write.op === 'put' && write.item.kind === 'sandbox_post');

describe('the sandbox in Postora', () => {
  it('is connected in one click, publishes an approved post, and shows it under its permalink', async () => {
    const { w, browser, connectionId } = await connected();

    const post = await publish(w, browser, connectionId, 'Bridges in the rain.');
    const shown = await page(browser, connectionId);

    const [publication] = post.publications;
    const [account, id] = (publication?.permalink ?? '').replace(`${publicOrigin}/sandbox/`, '').split('#');
    expect(post.status).toBe('published');
    expect(publication).toMatchObject({ state: 'published', remote_id: shown.data[0]?.id, difference: null });
    expect(shown.data).toMatchObject([{ id, text: 'Bridges in the rain.', media: [], reply_to: null, replies: [] }]);
    expect(await page(browser, account ?? '')).toEqual(shown);
  });

  it('is renewed by connecting again: one connection, the same posts, the old way in closed', async () => {
    const { w, browser, connectionId } = await connected();
    await publish(w, browser, connectionId, 'One');

    const again = await connectSandbox(browser);
    await publish(w, browser, again, 'Two');

    expect(again).toBe(connectionId);
    expect((await page(browser, connectionId)).data.map(({ text }) => text)).toEqual(['Two', 'One']);
    expect(w.dump('vault')).toHaveLength(1);
  });

  it('shows media, descriptions, options and a chain below its first post', async () => {
    const { w, browser, connectionId } = await connected();
    const media = [{ url: 'https://pictures.example.org/a.jpg', kind: 'image', alt: 'A bridge' }];

    await publish(w, browser, connectionId, 'One', {
      media,
      replies: [{ text: 'Two' }, { text: 'Three', options: { poll: ['Yes', 'No'] } }],
    });
    const [thread] = (await page(browser, connectionId)).data;

    expect(thread).toMatchObject({
      text: 'One',
      media: [{ kind: 'image', url: 'https://pictures.example.org/a.jpg', alt: 'A bridge', is_hosted: false }],
      replies: [
        { text: 'Two', reply_to: thread?.id },
        { text: 'Three', reply_to: thread?.replies[0]?.id, options: { poll: ['Yes', 'No'] } },
      ],
    });
  });

  it('quotes a post of its own, and refuses to quote what is not there', async () => {
    const { w, browser, connectionId } = await connected();
    const first = await publish(w, browser, connectionId, 'One');
    const quoted = first.publications[0]?.remote_id;

    const good = await publish(w, browser, connectionId, 'Two', { options: { quote_post_id: quoted } });
    const bad = await publish(w, browser, connectionId, 'Three', { options: { quote_post_id: '1795424463000354206' } });

    expect(good.status).toBe('published');
    expect((await page(browser, connectionId)).data[0]).toMatchObject({ text: 'Two', options: { quote_post_id: quoted } });
    expect(bad).toMatchObject({ status: 'failed', publications: [{ failure: { code: 'quote_gone' } }] });
  });

  it.each([
    ['before the write', 'outcome_unknown', 0],
    ['after the write', 'published', 1],
  ])('T7.1 sends once when the database falls silent %s: %s', async (when, status, live) => {
    const { w, browser, connectionId } = await connected();
    const commit = w.deps.commit;
    let isSilent = false;
    w.hooks.beforeCommit = async (writes) => {
      if (isSilent || !isPublish(writes)) return;
      isSilent = true;
      if (when === 'after the write') await commit(writes);
      throw new Error('socket hang up');
    };

    const draft = await write(browser, [connectionId]);
    await approve(browser, draft);
    await w.live(20);
    const post = await readPost(browser, draft.id);

    expect(isSilent).toBe(true);
    expect(post.status).toBe(status);
    expect((await page(browser, connectionId)).data.map(({ id }) => id)).toEqual([post.publications[0]?.remote_id].slice(0, live));
  });

  it('T7.1 publishes each part of a chain once although the database falls silent after every second write of a post', async () => {
    const { w, browser, connectionId } = await connected();
    const commit = w.deps.commit;
    let writesOfPosts = 0;
    w.hooks.beforeCommit = async (writes) => {
      if (!isPublish(writes)) return;
      writesOfPosts += 1;
      if (writesOfPosts % 2 === 0) return;
      await commit(writes);
      throw new Error('socket hang up');
    };

    const draft = await write(browser, [connectionId], 'One', { replies: [{ text: 'Two' }, { text: 'Three' }] });
    await approve(browser, draft);
    await w.live(60);

    const { data } = await page(browser, connectionId);
    expect((await readPost(browser, draft.id)).status).toBe('published');
    expect(data.map(({ text, replies }) => [text, ...replies.map((reply) => reply.text)])).toEqual([['One', 'Two', 'Three']]);
  });

  it('leaves nothing when it is disconnected, and begins empty when it is connected again', async () => {
    const { w, browser, connectionId } = await connected();
    await publish(w, browser, connectionId, 'One', { replies: [{ text: 'Two' }] });

    await disconnectInTheEnd(w, browser, connectionId);
    const left = w.dump('main').filter(({ pk }) => pk.startsWith('SANDBOX'));
    const gone = await browser.request('GET', pathOf(connectionId));
    const again = await connectSandbox(browser);

    expect(left).toEqual([]);
    expect(outcomeOf(gone)).toBe('404 sandbox_not_found');
    expect((await page(browser, again)).data).toEqual([]);
  });

  it('logs and stores no code and no token of the sandbox', async () => {
    const { w, browser, connectionId } = await connected();
    await publish(w, browser, connectionId, 'One');

    expect(w.stored() + w.logs.join('\n')).not.toMatch(/[0-9A-HJKMNP-TV-Z]{26}\.[A-Za-z0-9_-]{43}/);
  });
});

describe('GET /v1/sandbox/{sandbox_id}/posts', () => {
  it('T6.1 shows nothing to somebody else, by neither id', async () => {
    const { w, browser, connectionId } = await connected();
    const post = await publish(w, browser, connectionId, 'One');
    const account = /sandbox\/([^#]+)/.exec(post.publications[0]?.permalink ?? '')?.[1] ?? '';
    const eve = await signIn(w, 'eve@example.org');
    await connectSandbox(eve);

    const answers = await Promise.all([connectionId, account].map((id) => eve.request('GET', pathOf(id))));

    expect(answers.map(outcomeOf)).toEqual(['404 sandbox_not_found', '404 sandbox_not_found']);
  });

  it('goes through all threads page by page, newest first, each whole', async () => {
    const { w, browser, connectionId } = await connected();
    for (const text of ['One', 'Two', 'Three']) await publish(w, browser, connectionId, text, { replies: [{ text: `${text} more` }] });

    const first = await page(browser, connectionId, '?limit=2');
    const rest = await page(browser, connectionId, `?limit=2&after=${first.next_cursor}`);

    const wordsOf = ({ data }: typeof first) => data.map(({ text, replies }) => [text, ...replies.map((reply) => reply.text)]);
    expect(first.has_more).toBe(true);
    expect([...wordsOf(first), ...wordsOf(rest)]).toEqual([
      ['Three', 'Three more'],
      ['Two', 'Two more'],
      ['One', 'One more'],
    ]);
    expect(rest).toMatchObject({ has_more: false, next_cursor: null });
  });

  it.each(['?limit=0', '?limit=51', '?limit=x', '?after=x', '?after=POST%23'])('refuses %s', async (search) => {
    const { browser, connectionId } = await connected();

    expect(outcomeOf(await browser.request('GET', pathOf(connectionId, search)))).toBe('400 invalid_request');
  });
});

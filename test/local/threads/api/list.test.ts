/** The list of own posts: order, pages, times, and what is not in it. */
import { describe, expect, it } from 'vitest';
import { answersCall, listCall } from '../../../../local/threads/api/list.ts';
import { type Answer, allScopes, type Driver, dayMs, graphError, openThreads } from '../driver.ts';

type Page = { data: { id: string; text?: string }[]; paging?: { cursors: { before: string; after: string } } };
const page = ({ body }: Answer) => body as Page;
const texts = (answer: Answer) => page(answer).data.map(({ text }) => text);

/** Posts `1` to `n`, one each second. */
async function publishMany({ ready, publish }: Driver, n: number) {
  for (let i = 1; i <= n; i += 1) await publish(await ready({ text: String(i) }));
}

describe(listCall.name, () => {
  it('is empty without posts', async () => {
    const { get } = await openThreads();

    const answer = await get('/v1.0/me/threads?fields=id');

    expect(answer.body).toEqual({ data: [] });
  });

  it('shows 25 posts, newest first, and pages both ways by cursor', async () => {
    const driver = await openThreads();
    await publishMany(driver, 27);
    const list = (query: string) => driver.get(`/v1.0/me/threads?fields=text&${query}`);

    const first = await list('');
    const after = page(first).paging?.cursors.after ?? '';
    const second = await list(`after=${after}`);
    const before = page(second).paging?.cursors.before ?? '';
    const back = await list(`before=${before}&limit=2`);

    expect(texts(first)).toHaveLength(25);
    expect(texts(first).slice(0, 2)).toEqual(['27', '26']);
    expect(texts(second)).toEqual(['2', '1']);
    expect(texts(back)).toEqual(['4', '3']);
  });

  it('keeps to since and until, as Unix times or dates', async () => {
    const driver = await openThreads();
    await publishMany(driver, 4);
    const second = Math.floor(Date.parse('2026-03-01T12:00:02Z') / 1000);

    const bySecond = await driver.get(`/v1.0/me/threads?fields=text&since=${second}&until=${second + 1}`);
    const byDate = await driver.get('/v1.0/me/threads?fields=text&since=2026-03-02');

    expect(texts(bySecond)).toEqual(['3', '2']);
    expect(texts(byDate)).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'since=1688540399',
    'until=1',
    'since=soon',
    'after=nothing',
    'colour=red',
    'fields=id,status',
  ])('refuses %s', async (query) => {
    const { get } = await openThreads();

    const answer = await get(`/v1.0/me/threads?${query}`);

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('refuses both cursors at once', async () => {
    const driver = await openThreads();
    await publishMany(driver, 1);
    const { before, after } = page(await driver.get('/v1.0/me/threads')).paging?.cursors ?? { before: '', after: '' };

    const answer = await driver.get(`/v1.0/me/threads?before=${before}&after=${after}`);

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
  });

  it("does not show replies, removed posts or someone else's", async () => {
    const driver = await openThreads();
    await publishMany(driver, 2);
    const [newest] = page(await driver.get('/v1.0/me/threads')).data;
    await driver.publish(await driver.ready({ text: 'reply', reply_to_id: newest?.id ?? '' }));
    driver.control.removePost(newest?.id ?? '');

    const own = await driver.get('/v1.0/me/threads?fields=text');
    const replies = await driver.get('/v1.0/me/replies?fields=text,replied_to');
    const others = await driver.get('/v1.0/me/threads?fields=text', driver.control.mintToken('sam.bakes'));

    expect(texts(own)).toEqual(['1']);
    expect(page(replies).data).toEqual([{ text: 'reply', replied_to: { id: newest?.id } }]);
    expect(texts(others)).toEqual([]);
  });

  it('keeps ghost posts in a list of their own, for a day', async () => {
    const driver = await openThreads();
    await driver.posted({ text: 'Boo', is_ghost_post: 'true' });
    const [own, ghosts] = [await driver.get('/v1.0/me/threads'), await driver.get('/v1.0/me/ghost_posts?fields=text')];

    driver.control.advance(dayMs);

    expect(texts(own)).toEqual([]);
    expect(texts(ghosts)).toEqual(['Boo']);
    expect(texts(await driver.get('/v1.0/me/ghost_posts'))).toEqual([]);
    expect(driver.publicPosts()).toBe(0);
  });
});

describe(answersCall, () => {
  async function thread() {
    const driver = await openThreads();
    const root = await driver.posted({ text: 'root' });
    const one = await driver.posted({ text: '1', reply_to_id: root });
    await driver.posted({ text: '1.1', reply_to_id: one });
    await driver.posted({ text: '2', reply_to_id: root });
    const token = driver.control.mintToken('ada.paints', { scopes: allScopes });
    return { ...driver, root, list: (query: string) => driver.get(`/v1.0/${root}/${query}`, token) };
  }

  it('shows the direct answers, or the whole conversation, in both orders and in pages', async () => {
    const { list } = await thread();

    const [direct, all, oldest] = [
      await list('replies?fields=text'),
      await list('conversation?fields=text'),
      await list('conversation?fields=text&reverse=false&limit=2'),
    ];
    const next = await list(`conversation?fields=text&reverse=false&limit=2&after=${page(oldest).paging?.cursors.after}`);

    expect(texts(direct)).toEqual(['2', '1']);
    expect(texts(all)).toEqual(['2', '1.1', '1']);
    expect([texts(oldest), texts(next)]).toEqual([['1', '1.1'], ['2']]);
  });

  it('needs threads_read_replies, and an own post', async () => {
    const { get, root, control } = await thread();

    const without = await get(`/v1.0/${root}/replies`);
    const foreign = await get(`/v1.0/${root}/conversation`, control.mintToken('sam.bakes', { scopes: allScopes }));

    expect(without).toMatchObject({ status: 403, body: graphError(10) });
    expect(foreign.body).toMatchObject(graphError(100, 33));
  });

  it('refuses an order that is none', async () => {
    const { list } = await thread();

    expect((await list('replies?reverse=yes')).body).toMatchObject(graphError(100));
  });
});

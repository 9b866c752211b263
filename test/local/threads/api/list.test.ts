/** The list of own posts: order, pages, times, and what is not in it. */
import { describe, expect, it } from 'vitest';
import { listCall } from '../../../../local/threads/api/list.ts';
import { type Answer, type Driver, graphError, idOf, openThreads } from '../driver.ts';

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

  it('does not model the replies below a post yet', async () => {
    const { ready, publish, get } = await openThreads();
    const id = idOf(await publish(await ready()));

    expect((await get(`/v1.0/${id}/replies`)).status).toBe(501);
  });
});

import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, errorNamed, fakeThreads, memo, now, respond, token } from './fake-threads.ts';

type Listed = Record<string, unknown>;
const post = (change: Listed = {}): Listed => ({
  id: '18079098539304490',
  timestamp: '2026-11-23T09:00:01+0000',
  media_type: 'TEXT_POST',
  text: 'Hello',
  is_quote_post: false,
  ...change,
});
const twin = post({ id: '18079098539304491' });
const file = (n: number) => ({ kind: 'image', url: `https://media.example/${n}`, alt: '' }) as const;
const carousel: Content = { ...textContent('Hello'), media: [file(1), file(2)] };
const damaged = { id: '1', media_type: 'CAROUSEL_ALBUM', children: { data: [{ id: '2' }] } };
const whole = { media_type: 'CAROUSEL_ALBUM', children: { data: [{ id: '2' }, { id: '3' }] } };
const others = Array.from({ length: 25 }, (_, i) => post({ id: String(i + 1), text: `other ${i}` }));

type Case = { status?: string; error?: string; list?: Listed[] | string; seconds?: number; content?: Content };

function run({ status, error = '2 service down', list = [], seconds = 30, content = textContent('Hello') }: Case) {
  const { threads, seen } = fakeThreads({
    status: () => (status === undefined ? respond(errorNamed(error)) : respond({ status: 200, body: { id: memo.container_id, status } })),
    list: () => (typeof list === 'string' ? respond(errorNamed(list)) : respond({ status: 200, body: { data: list } })),
  });
  return { found: threads.find(token, { memo, content, sentAt: now, since: now, now: at(seconds), isAlone: true }), seen };
}

const published = { kind: 'published', remoteId: '18079098539304490' };
const unclear = { kind: 'unclear' };

const cases: [name: string, input: Case, expected: unknown][] = [
  ['published, in the list', { status: 'PUBLISHED', list: [post()] }, published],
  ['published, not in the list yet', { status: 'PUBLISHED' }, { kind: 'published' }],
  ['published, the list cannot be read', { status: 'PUBLISHED', list: '2 service down' }, { kind: 'published' }],
  ['published, two posts could be it', { status: 'PUBLISHED', list: [post(), twin] }, { kind: 'published' }],
  ['in the list although the status says FINISHED', { status: 'FINISHED', list: [post()] }, published],
  ['in the list although the status says ERROR', { status: 'ERROR', list: [post()], seconds: 700 }, published],
  ['in the list although the status cannot be read', { list: [post()] }, published],
  ['in the list although the container is lost', { error: '24/4279009 not found (yet)', list: [post()] }, published],
  ['the same post twice in the list', { status: 'FINISHED', list: [post(), post()] }, published],
  ['two posts could be it', { status: 'FINISHED', list: [post(), twin], seconds: 700 }, unclear],
  ['two posts could be it, and the container failed', { status: 'ERROR', list: [post(), twin], seconds: 700 }, unclear],
  ['failed, and not in the list', { status: 'ERROR', seconds: 600 }, { kind: 'absent', usable: false }],
  ['failed, but a slow publish call may still come through', { status: 'ERROR', seconds: 599 }, unclear],
  ['expired, and not in the list', { status: 'EXPIRED', seconds: 90_000 }, { kind: 'absent', usable: false }],
  ['failed, the list cannot be read', { status: 'ERROR', list: '2 service down', seconds: 700 }, unclear],
  ['finished for ten minutes', { status: 'FINISHED', seconds: 600 }, { kind: 'absent', usable: true }],
  ['finished for less', { status: 'FINISHED', seconds: 599 }, unclear],
  ['finished, the list cannot be read', { status: 'FINISHED', list: '190/463 token expired', seconds: 700 }, unclear],
  ['finished, the list has more pages', { status: 'FINISHED', list: others, seconds: 700 }, unclear],
  ['finished, a listed post cannot be read', { status: 'FINISHED', list: [post({ timestamp: 'yesterday' })], seconds: 700 }, unclear],
  ['finished, a listed post has no kind', { status: 'FINISHED', list: [post({ media_type: undefined })], seconds: 700 }, unclear],
  ['still in progress', { status: 'IN_PROGRESS', seconds: 700 }, unclear],
  ['a status nobody knows', { status: 'HIDDEN', seconds: 700 }, unclear],
  ['the container is lost', { error: '24/4279009 not found (yet)', seconds: 600 }, { kind: 'unclear', isListedAbsent: true }],
  ['the container is lost, but the call may still come through', { error: '24/4279009 not found (yet)', seconds: 599 }, unclear],
  ['the status cannot be read', { error: '2 service down', seconds: 700 }, unclear],
  ['the connection is no longer accepted', { error: '190/463 token expired', list: '190/463 token expired', seconds: 700 }, unclear],
  ['a carousel of ours may have lost an item', { status: 'FINISHED', list: [post(damaged)], content: carousel, seconds: 700 }, unclear],
  ['a carousel of ours, beside one that lost an item', { list: [post(damaged), post(whole)], content: carousel }, published],
  [
    'the text is gone on our side',
    { status: 'FINISHED', list: [post({ text: undefined })], content: textContent(' '), seconds: 700 },
    unclear,
  ],
];

describe('find', () => {
  it.each(cases)('%s', async (_name, input, expected) => {
    expect(await run(input).found).toMatchObject(Object(expected));
  });

  it('asks for the posts since a quarter of an hour before the first unclear call: our clock may have been ahead', async () => {
    const { threads, seen } = fakeThreads({
      status: () => respond({ status: 200, body: { status: 'FINISHED' } }),
      list: () => respond({ status: 200, body: { data: [post()] } }),
    });

    const found = await threads.find(token, {
      memo,
      content: textContent('Hello'),
      sentAt: at(900),
      since: now,
      now: at(930),
      isAlone: true,
    });

    expect(found).toMatchObject(published);
    expect(seen[1]?.url.searchParams.get('since')).toBe(String(now.getTime() / 1000 - 900));
  });

  it('T7.10 claims no absence while the list holds it at a time that a wrong clock of ours would explain', async () => {
    const { threads } = fakeThreads({
      status: () => respond({ status: 200, body: { status: 'FINISHED' } }),
      list: () => respond({ status: 200, body: { data: [post({ timestamp: at(-600).toISOString() })] } }),
    });

    const found = await threads.find(token, { memo, content: textContent('Hello'), sentAt: now, since: now, now: at(700), isAlone: true });

    expect(found).toMatchObject({ kind: 'unclear' });
  });

  it('looks for a reply among the replies, and takes none to another post', async () => {
    const reply = { ...textContent('Hello'), replyTo: '88' };
    const { threads, seen } = fakeThreads({
      status: () => respond(errorNamed('2 service down')),
      replies: () =>
        respond({ status: 200, body: { data: [post({ id: '5', replied_to: { id: '89' } }), post({ replied_to: { id: '88' } })] } }),
    });

    const found = await threads.find(token, { memo, content: reply, sentAt: now, since: now, now: at(30), isAlone: true });

    expect(found).toMatchObject(published);
    expect(seen[1]?.url.pathname).toBe('/v1.0/me/replies');
    expect(seen[1]?.url.searchParams.get('fields')).toContain('replied_to');
  });

  it('has nothing to ask about before there is a container', async () => {
    const { threads } = fakeThreads({});
    const early = { item_ids: '1,2', created_at: now.toISOString() };

    await expect(
      threads.find(token, { memo: early, content: carousel, sentAt: now, since: now, now: at(30), isAlone: true }),
    ).rejects.toThrow();
  });
});

/** `pages` in order; each but the last one names the next. */
function runPages(pages: (Listed[] | string)[]) {
  const { threads, seen } = fakeThreads({
    status: () => respond({ status: 200, body: { status: 'FINISHED' } }),
    list: ({ url }) => {
      const page = Number(url.searchParams.get('after') ?? '0');
      const data = pages[page] ?? [];
      if (typeof data === 'string') return respond(errorNamed(data));
      const paging = page + 1 < pages.length ? { paging: { cursors: { before: 'x', after: String(page + 1) } } } : {};
      return respond({ status: 200, body: { data, ...paging } });
    },
  });
  const found = threads.find(token, { memo, content: textContent('Hello'), sentAt: now, since: now, now: at(700), isAlone: true });
  return { found, lists: () => seen.filter(({ url }) => url.pathname === '/v1.0/me/threads').length };
}

describe('find in a long list', () => {
  it.each<[string, (Listed[] | string)[], unknown]>([
    ['a post on the second page', [others, [post()]], published],
    ['a post on the first page, read to the end', [[post(), ...others.slice(1)], others.slice(1, 3)], published],
    ['a second one on the second page', [[post(), ...others.slice(1)], [twin]], unclear],
    ['no post on three pages', [others, others, []], { kind: 'absent', usable: true }],
    ['a short page that is not the last', [others.slice(0, 3), [post()]], published],
    ['a second page that cannot be read', [[post(), ...others.slice(1)], '2 service down'], unclear],
    ['a list without end', Array.from({ length: 30 }, () => others), unclear],
  ])('%s', async (_name, pages, expected) => {
    expect(await runPages(pages).found).toMatchObject(Object(expected));
  });

  it('stops after five pages', async () => {
    const { found, lists } = runPages(Array.from({ length: 30 }, () => others));

    await found;

    expect(lists()).toBe(5);
  });
});

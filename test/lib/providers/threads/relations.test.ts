import { describe, expect, it } from 'vitest';
import type { Content, Memo } from '../../../../lib/core/provider.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, errorNamed, fakeThreads, now, recorded, respond, type Script, token } from './fake-threads.ts';

const reply: Content = { ...textContent('Two'), replyTo: '88' };
const quote: Content = { ...textContent('Look'), options: { quotePostId: '77' } };
const both: Content = { ...quote, replyTo: '88' };
const since: Memo = { missing_since: now.toISOString() };

const missing = () => respond(errorNamed('24/4279009 not found (yet)'));
const noSuchPost = () => respond(errorNamed('100/33 object missing'));
const there = () => respond({ status: 200, body: { id: '88' } });

type Circumstances = { seconds?: number; memo?: Memo };

/** A minute after the first refusal, unless told otherwise. */
function run(content: Content, script: Script = {}, { seconds = 60, memo = since }: Circumstances = {}) {
  const { threads, seen } = fakeThreads({ create: missing, profile: () => recorded('profile'), ...script });
  return { answer: threads.prepare(token, { content, memo, polls: 1, now: at(seconds) }), seen };
}
const provider = { call: 'create', status: 400, code: 24, subcode: 4279009, request_id: 'Areq1' };

describe('a post that replies to or quotes another', () => {
  it.each([
    ['a reply', reply],
    ['a quote', quote],
  ])('waits when the other post of %s is not known yet', async (_name, content) => {
    const { threads } = fakeThreads({ create: missing });
    const first = await threads.prepare(token, { content, polls: 0, now });

    expect(first).toEqual({ kind: 'waiting', memo: since, waitMs: 5_000 });
    expect(await run(content, {}, { seconds: 20 }).answer).toEqual({ kind: 'waiting', memo: since, waitMs: 10_000 });
  });

  it('goes on as soon as the other post is known', async () => {
    const { answer } = run(reply, { create: () => recorded('created') }, { seconds: 20 });

    expect(await answer).toEqual({
      kind: 'waiting',
      memo: { container_id: '17889615691921648', created_at: at(20).toISOString() },
      waitMs: 2_000,
    });
  });

  it('ends a reply when its parent is gone after a minute, and not before', async () => {
    const early = run(reply, {}, { seconds: 59 });
    const late = run(reply, { read: noSuchPost });

    expect(await early.answer).toMatchObject({ kind: 'waiting' });
    expect(await late.answer).toEqual({ kind: 'rejected', failure: { code: 'reply_parent_gone', provider } });
    expect(late.seen.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'POST /v1.0/me/threads',
      'GET /v1.0/88',
      'GET /v1.0/me',
    ]);
  });

  it.each<[string, Script]>([
    ['the parent is there', { read: there }],
    ['the parent cannot be asked for', { read: () => respond(errorNamed('2 service down')) }],
    ['the parent is not found in another way', { read: missing }],
    ['only the token is dead', { read: noSuchPost, profile: () => respond(errorNamed('190/463 token expired')) }],
  ])('goes on waiting for a parent when %s', async (_name, script) => {
    expect(await run(reply, script).answer).toEqual({ kind: 'waiting', memo: since, waitMs: 60_000 });
  });

  it('begins again after five minutes with a parent that is there and yet refused', async () => {
    const { answer } = run(reply, { read: there }, { seconds: 300 });

    expect(await answer).toEqual({ kind: 'gone', failure: { code: 'not_ready', provider } });
  });

  it('ends a quote that is refused for a minute, without asking for a post that may be hidden from us', async () => {
    const { answer, seen } = run(quote);

    expect(await answer).toEqual({ kind: 'rejected', failure: { code: 'quote_gone', provider } });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Script, string]>([
    ['its parent is gone', { read: noSuchPost }, 'reply_parent_gone'],
    ['its parent is there', { read: there }, 'quote_gone'],
  ])('knows what is gone of a reply that quotes: %s', async (_name, script, code) => {
    expect(await run(both, script).answer).toMatchObject({ kind: 'rejected', failure: { code } });
  });

  it('keeps the items of a carousel while it waits', async () => {
    const media = [1, 2].map((n) => ({ kind: 'image' as const, url: `https://media.example/${n}`, alt: '' }));
    const items: Memo = { item_ids: '11,12', finished_ids: '11,12', created_at: now.toISOString() };

    const { answer } = run({ ...reply, media }, {}, { memo: items, seconds: 5 });

    expect(await answer).toEqual({ kind: 'waiting', memo: { ...items, missing_since: at(5).toISOString() }, waitMs: 5_000 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Content, Memo } from '../../../../lib/core/provider.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, errorNamed, fakeThreads, now, recorded, respond, type Script, token } from './fake-threads.ts';

const file = (n: number, kind: 'image' | 'video' = 'image') => ({ kind, url: `https://media.example/${n}`, alt: `No. ${n}` });
const content: Content = { ...textContent('Three'), media: [file(1), file(2), file(3)] };
const withVideo: Content = { ...content, media: [file(1), file(2, 'video'), file(3)] };

const items = (item_ids: string, more: Memo = {}): Memo => ({ item_ids, created_at: now.toISOString(), ...more });
const all = items('11,12,13');

/** One status per item, by its id. */
const statuses =
  (byId: Record<string, unknown>): NonNullable<Script['status']> =>
  ({ url }) => {
    const status = byId[url.pathname.replace('/v1.0/', '')];
    return typeof status === 'string' && status.includes(' ') ? respond(errorNamed(status)) : respond({ status: 200, body: status });
  };
const [working, finished] = [{ status: 'IN_PROGRESS' }, { status: 'FINISHED' }];

function run(script: Script, memo: Memo | undefined, { seconds = 5, of = content } = {}) {
  const { threads, seen } = fakeThreads({ profile: () => recorded('profile'), ...script });
  return { answer: threads.prepare(token, { content: of, ...(memo ? { memo } : {}), polls: 1, now: at(seconds) }), seen };
}
const created = (id: string) => () => respond({ status: 200, body: { id } });

describe('a carousel', () => {
  it('makes one item per call, in order, without a pause', async () => {
    const first = run({ create: created('11') }, undefined, { seconds: 0 });
    const second = run({ create: created('12') }, items('11'), { seconds: 0 });
    const third = run({ create: created('13') }, items('11,12'), { seconds: 0 });

    expect(await first.answer).toEqual({ kind: 'waiting', memo: items('11'), waitMs: 0 });
    expect(await second.answer).toEqual({ kind: 'waiting', memo: items('11,12'), waitMs: 0 });
    expect(await third.answer).toEqual({ kind: 'waiting', memo: all, waitMs: 5_000 });
    const sent = [first, second, third].flatMap(({ seen }) => seen).map(({ body }) => new URLSearchParams(body).get('image_url'));
    expect(sent).toEqual([1, 2, 3].map((n) => `https://media.example/${n}`));
  });

  it('looks only at the items that are not finished, and writes nothing', async () => {
    const memo = items('11,12,13', { finished_ids: '12' });
    const { answer, seen } = run({ status: statuses({ 11: working, 13: finished }) }, memo);

    expect(await answer).toEqual({ kind: 'waiting', memo: items('11,12,13', { finished_ids: '12,13' }), waitMs: 5_000 });
    expect(seen.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(['GET /v1.0/11', 'GET /v1.0/13']);
  });

  it('makes the whole only when every item is finished, in the order given', async () => {
    const ready = items('11,12,13', { finished_ids: '13,11,12' });
    const looked = run({ status: statuses({ 11: finished, 12: finished }) }, items('11,12,13', { finished_ids: '13' }));
    const made = run({ create: created('20') }, ready);

    expect(await looked.answer).toEqual({ kind: 'waiting', memo: ready, waitMs: 0 });
    expect(await made.answer).toEqual({ kind: 'waiting', memo: { container_id: '20', created_at: at(5).toISOString() }, waitMs: 5_000 });
    const form = Object.fromEntries(new URLSearchParams(made.seen[0]?.body));
    expect(form).toEqual({ media_type: 'CAROUSEL', children: '11,12,13', text: 'Three' });
  });

  it('waits for a young item that cannot be read yet', async () => {
    const { answer } = run(
      { status: statuses({ 11: finished, 12: '100/4279004 carousel children', 13: '24/4279009 not found (yet)' }) },
      all,
    );

    expect(await answer).toEqual({ kind: 'waiting', memo: items('11,12,13', { finished_ids: '11' }), waitMs: 5_000 });
  });

  const error = (error_message: string) => ({ status: 'ERROR', error_message });
  const mediaFailure = (code: string, error_message: string) => ({ code, provider: { call: 'status', error_message } });

  it.each([
    [
      'a refused file',
      { 11: working, 12: error('INVALID_DURATION'), 13: finished },
      { kind: 'rejected', failure: mediaFailure('media_refused', 'INVALID_DURATION') },
    ],
    [
      'a file that could not be fetched',
      { 11: working, 12: error('FAILED_DOWNLOADING_VIDEO'), 13: finished },
      { kind: 'gone', failure: mediaFailure('media_download_failed', 'FAILED_DOWNLOADING_VIDEO') },
    ],
    ['an expired item', { 11: working, 12: { status: 'EXPIRED' }, 13: finished }, { kind: 'gone', failure: { code: 'carousel_refused' } }],
    [
      'an item that is published',
      { 11: working, 12: { status: 'PUBLISHED' }, 13: finished },
      { kind: 'gone', failure: { code: 'carousel_refused' } },
    ],
    [
      'a line that failed',
      { 11: finished, 12: '2 service down', 13: finished },
      { kind: 'unreachable', failure: { code: 'provider_unavailable' } },
    ],
    [
      'a refused file beside a lost one and a failed line',
      { 11: '2 service down', 12: { status: 'EXPIRED' }, 13: error('INVALID_BIT_RATE') },
      { kind: 'rejected', failure: mediaFailure('media_refused', 'INVALID_BIT_RATE') },
    ],
    ['a lost item beside a failed line', { 11: '2 service down', 12: { status: 'EXPIRED' }, 13: finished }, { kind: 'gone' }],
    [
      'a dead token',
      { 11: finished, 12: '190/463 token expired', 13: finished },
      { kind: 'rejected', failure: { code: 'reconnect_needed' } },
    ],
  ])('ends for %s', async (_name, byId, expected) => {
    expect(await run({ status: statuses(byId) }, all).answer).toMatchObject(expected);
  });

  it('begins again when an item is lost for more than a minute', async () => {
    const { answer } = run({ status: statuses({ 11: finished, 12: '100/4279004 carousel children', 13: finished }) }, all, { seconds: 60 });

    expect(await answer).toMatchObject({ kind: 'gone', failure: { code: 'carousel_refused', provider: { subcode: 4279004 } } });
  });

  it.each([
    ['images', content, 299, 300],
    ['a video among them', withVideo, 899, 900],
  ])('gives %s up when an item is still in progress', async (_name, of, waits, ends) => {
    const script = { status: statuses({ 11: finished, 12: working, 13: finished }) };

    expect(await run(script, all, { seconds: waits, of }).answer).toMatchObject({ kind: 'waiting', waitMs: 60_000 });
    expect(await run(script, all, { seconds: ends, of }).answer).toEqual({ kind: 'gone', failure: { code: 'not_ready' } });
  });

  it('begins again, after a pause, when the whole is refused because of its items', async () => {
    const script = { create: () => respond(errorNamed('100/4279004 carousel children')) };
    const refused = await run(script, items('11,12,13', { finished_ids: '11,12,13' })).answer;

    const later = await run({}, refused.kind === 'waiting' ? refused.memo : {}).answer;

    expect(refused).toMatchObject({ kind: 'waiting', waitMs: 40_000 });
    expect(later).toMatchObject({ kind: 'gone', failure: { code: 'carousel_refused', provider: { call: 'create', subcode: 4279004 } } });
  });

  it.each([
    ['a line that failed', '2 service down', { kind: 'unreachable', failure: { code: 'provider_unavailable' } }],
    ['a container that is not there', '24/4279009 not found (yet)', { kind: 'unreachable', failure: { code: 'not_ready' } }],
    ['a refusal without a name', '100 resource does not exist', { kind: 'rejected', failure: { code: 'media_refused' } }],
  ])('keeps the items so far after %s', async (_name, name, expected) => {
    const answer = await run({ create: () => respond(errorNamed(name)) }, items('11')).answer;

    expect(answer).toMatchObject(expected);
    expect(answer).not.toHaveProperty('memo');
  });

  it.each([
    ['more containers than items', content, items('11,12,13,14')],
    ['items of a post that is no carousel', { ...content, media: [file(1)] }, items('11')],
  ])('takes %s for the bug that it is', async (_name, of, memo) => {
    const { answer, seen } = run({}, memo, { of });

    await expect(answer).rejects.toThrow(/not of this content/);
    expect(seen).toEqual([]);
  });
});

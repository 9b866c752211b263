import { describe, expect, it } from 'vitest';
import type { Content, Memo } from '../../../../lib/core/provider.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, errorNamed, fakeThreads, memo, now, recorded, respond, token } from './fake-threads.ts';

const hi = textContent('hi');
const withMedia = (kind: 'image' | 'video'): Content => ({ ...hi, media: [{ kind, url: 'https://media.example/m', alt: '' }] });

const look = (status: unknown, ageSeconds: number, content = hi, remembered: Memo = memo) => {
  const { threads } = fakeThreads({ status: () => respond({ status: 200, body: status }) });
  return threads.prepare(token, { content, memo: remembered, polls: 1, now: at(ageSeconds) });
};
const finished = (seconds: number): Memo => ({ ...memo, finished_at: at(seconds).toISOString() });
const slow = { kind: 'gone', failure: { code: 'not_ready' } };

describe('prepare', () => {
  it('makes a container of exactly the content, with the token in the header only', async () => {
    const { threads, seen } = fakeThreads({ create: () => recorded('created') });

    const made = await threads.prepare(token, { content: textContent('Ünï & "co"\n#tag'), polls: 0, now });

    expect(made).toEqual({ kind: 'waiting', memo, waitMs: 2_000 });
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({ media_type: 'TEXT', text: 'Ünï & "co"\n#tag' });
    expect(seen[0]?.url.href).toBe('https://graph.threads.net/v1.0/me/threads');
    expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${token}`);
  });

  it.each([
    ['IN_PROGRESS at 2 s', { status: 'IN_PROGRESS' }, 2, { kind: 'waiting', memo, waitMs: 2_000 }],
    ['IN_PROGRESS at 299 s', { status: 'IN_PROGRESS' }, 299, { kind: 'waiting', memo, waitMs: 30_000 }],
    ['IN_PROGRESS at 300 s', { status: 'IN_PROGRESS' }, 300, slow],
    ['FINISHED at 2 s', { status: 'FINISHED', id: '1' }, 2, { kind: 'ready', memo: finished(2), waitMs: 3_000 }],
    ['FINISHED at 8 s', { status: 'FINISHED' }, 8, { kind: 'ready', memo: finished(8), waitMs: 0 }],
    ['PUBLISHED', { status: 'PUBLISHED' }, 8, { kind: 'published' }],
    ['EXPIRED', { status: 'EXPIRED' }, 8, { kind: 'gone' }],
    ['ERROR of no known kind', { status: 'ERROR', error_message: 'UNKNOWN' }, 8, { kind: 'gone' }],
    ['ERROR without a message', { status: 'ERROR' }, 8, { kind: 'gone' }],
    [
      'ERROR about a file that there is not',
      { status: 'ERROR', error_message: 'INVALID_DURATION' },
      8,
      { kind: 'rejected', failure: { code: 'content_refused', provider: { call: 'status', error_message: 'INVALID_DURATION' } } },
    ],
    [
      'a status nobody knows',
      { status: 'toString' },
      8,
      { kind: 'unreachable', failure: { code: 'provider_unavailable', provider: { call: 'status' } } },
    ],
  ])('reads %s of a text', async (_name, status, ageSeconds, expected) => {
    expect(await look(status, ageSeconds)).toEqual(expected);
  });

  it.each([
    ['an image in progress at 299 s', withMedia('image'), 'IN_PROGRESS', 299, { kind: 'waiting', memo, waitMs: 60_000 }],
    ['an image in progress at 300 s', withMedia('image'), 'IN_PROGRESS', 300, slow],
    ['a video in progress at 899 s', withMedia('video'), 'IN_PROGRESS', 899, { kind: 'waiting', memo, waitMs: 60_000 }],
    ['a video in progress at 900 s', withMedia('video'), 'IN_PROGRESS', 900, slow],
    ['an image that is finished', withMedia('image'), 'FINISHED', 10, { kind: 'ready', memo: finished(10), waitMs: 5_000 }],
  ])('reads %s', async (_name, content, status, ageSeconds, expected) => {
    expect(await look({ status }, ageSeconds, content)).toEqual(expected);
  });

  it('remembers since when media are finished, and does not wait twice for it', async () => {
    const again = await look({ status: 'FINISHED' }, 14, withMedia('image'), finished(10));

    expect(again).toEqual({ kind: 'ready', memo: finished(10), waitMs: 1_000 });
  });

  it.each([
    'FAILED_PROCESSING_AUDIO',
    'FAILED_PROCESSING_VIDEO',
    'INVALID_ASPEC_RATIO',
    'INVALID_BIT_RATE',
    'INVALID_DURATION',
    'INVALID_FRAME_RATE',
    'INVALID_AUDIO_CHANNELS',
    'INVALID_AUDIO_CHANNEL_LAYOUT',
  ])('rejects a file that ended in %s', async (error_message) => {
    const failure = { code: 'media_refused', provider: { call: 'status', error_message } };

    expect(await look({ status: 'ERROR', error_message }, 8, withMedia('video'))).toEqual({ kind: 'rejected', failure });
  });

  it.each([
    ['FAILED_DOWNLOADING_VIDEO', 'media_download_failed'],
    ['UNKNOWN', 'media_refused'],
  ])('begins again after %s, and has a reason for when that does not help', async (error_message, code) => {
    const failure = { code, provider: { call: 'status', error_message } };

    expect(await look({ status: 'ERROR', error_message }, 8, withMedia('video'))).toEqual({ kind: 'gone', failure });
  });

  it('passes no words on that are not on the list', async () => {
    const answer = await look({ status: 'ERROR', error_message: 'Ada’s video is odd' }, 8, withMedia('video'));

    expect(answer).toEqual({ kind: 'gone', failure: { code: 'media_refused', provider: { call: 'status' } } });
  });

  it('waits 40 s before it begins again when the platform could not fetch a file', async () => {
    const { threads, seen } = fakeThreads({ create: () => respond(errorNamed('1/2207052 media not downloaded')) });
    const content = withMedia('image');

    const refused = await threads.prepare(token, { content, polls: 0, now });
    const later = await threads.prepare(token, { content, memo: refused.kind === 'waiting' ? refused.memo : {}, polls: 1, now: at(40) });

    const provider = { call: 'create', status: 400, code: 1, subcode: 2207052, request_id: 'Areq1' };
    expect(refused).toMatchObject({ kind: 'waiting', waitMs: 40_000 });
    expect(later).toEqual({ kind: 'gone', failure: { code: 'media_download_failed', provider } });
    expect(seen).toHaveLength(1);
  });

  it('names what a refusal without a name can only be about', async () => {
    const { threads } = fakeThreads({
      create: () => respond(errorNamed('100 resource does not exist')),
      profile: () => recorded('profile'),
    });

    const made = await threads.prepare(token, { content: { ...hi, options: { poll: ['a', 'b'] } }, polls: 0, now });

    expect(made).toMatchObject({ kind: 'rejected', failure: { code: 'poll_refused', provider: { code: 100, request_id: 'Areq1' } } });
  });

  it('says so, with the request id, when nobody has described an error', async () => {
    const { threads } = fakeThreads({ create: () => respond(errorNamed('unlisted code')) });

    const made = await threads.prepare(token, { content: hi, polls: 0, now });

    const provider = { call: 'create', status: 400, code: 987654, request_id: 'Areq1' };
    expect(made).toEqual({ kind: 'rejected', failure: { code: 'unknown_refusal', provider } });
  });

  it('keeps a large id exact, even if it comes as a number', async () => {
    const { threads } = fakeThreads({ create: () => respond({ status: 200, body: '{"id":17889615691921648}' }) });

    expect(await threads.prepare(token, { content: hi, polls: 0, now })).toMatchObject({ memo });
  });

  it('takes a memo that it did not write for the bug that it is', async () => {
    const { threads, seen } = fakeThreads({});

    await expect(threads.prepare(token, { content: hi, memo: { uri: 'x' }, polls: 1, now })).rejects.toThrow();
    expect(seen).toEqual([]);
  });
});

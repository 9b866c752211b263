import { describe, expect, it } from 'vitest';
import { at, fakeThreads, memo, now, recorded, respond, token } from './fake-threads.ts';

const look = (status: unknown, ageSeconds: number) => {
  const { threads } = fakeThreads({ status: () => respond({ status: 200, body: status }) });
  return threads.prepare(token, { content: { text: 'hi' }, memo, polls: 1, now: at(ageSeconds) });
};

describe('prepare', () => {
  it('makes a text container of exactly the content, with the token in the header only', async () => {
    const { threads, seen } = fakeThreads({ create: () => recorded('created') });

    const made = await threads.prepare(token, { content: { text: 'Ünï & "co"\n#tag' }, polls: 0, now });

    expect(made).toEqual({ kind: 'waiting', memo, waitMs: 2_000 });
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({ media_type: 'TEXT', text: 'Ünï & "co"\n#tag' });
    expect(seen[0]?.url.href).toBe('https://graph.threads.net/v1.0/me/threads');
    expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${token}`);
  });

  it.each([
    ['IN_PROGRESS at 2 s', { status: 'IN_PROGRESS' }, 2, { kind: 'waiting', memo, waitMs: 2_000 }],
    ['IN_PROGRESS at 299 s', { status: 'IN_PROGRESS' }, 299, { kind: 'waiting', memo, waitMs: 30_000 }],
    ['IN_PROGRESS at 300 s', { status: 'IN_PROGRESS' }, 300, { kind: 'gone' }],
    ['FINISHED at 2 s', { status: 'FINISHED', id: '1' }, 2, { kind: 'ready', memo, waitMs: 3_000 }],
    ['FINISHED at 8 s', { status: 'FINISHED' }, 8, { kind: 'ready', memo, waitMs: 0 }],
    ['PUBLISHED', { status: 'PUBLISHED' }, 8, { kind: 'published' }],
    ['EXPIRED', { status: 'EXPIRED' }, 8, { kind: 'gone' }],
    ['ERROR of no known kind', { status: 'ERROR', error_message: 'UNKNOWN' }, 8, { kind: 'gone' }],
    ['ERROR without a message', { status: 'ERROR' }, 8, { kind: 'gone' }],
    [
      'a status nobody knows',
      { status: 'toString' },
      8,
      { kind: 'unreachable', failure: { code: 'provider_unavailable', provider: { call: 'status' } } },
    ],
  ])('reads %s', async (_name, status, ageSeconds, expected) => {
    expect(await look(status, ageSeconds)).toEqual(expected);
  });

  it.each([
    'FAILED_DOWNLOADING_VIDEO',
    'FAILED_PROCESSING_AUDIO',
    'FAILED_PROCESSING_VIDEO',
    'INVALID_ASPEC_RATIO',
    'INVALID_BIT_RATE',
    'INVALID_DURATION',
    'INVALID_FRAME_RATE',
    'INVALID_AUDIO_CHANNELS',
    'INVALID_AUDIO_CHANNEL_LAYOUT',
  ])('rejects content that ended in %s', async (error_message) => {
    const provider = { call: 'status', error_message };

    expect(await look({ status: 'ERROR', error_message }, 8)).toEqual({ kind: 'rejected', failure: { code: 'content_refused', provider } });
  });

  it('keeps a large id exact, even if it comes as a number', async () => {
    const { threads } = fakeThreads({ create: () => respond({ status: 200, body: '{"id":17889615691921648}' }) });

    expect(await threads.prepare(token, { content: { text: 'hi' }, polls: 0, now })).toMatchObject({ memo });
  });
});

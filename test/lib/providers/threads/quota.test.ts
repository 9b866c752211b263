import { describe, expect, it } from 'vitest';
import { textContent } from '../../../contract/provider-setup.ts';
import { errorNamed, fakeThreads, recorded, respond, token } from './fake-threads.ts';

const post = textContent('Hello');
const reply = { ...post, replyTo: '88' };
const run = (answer: () => Response, content: typeof post = post) => {
  const { threads, seen } = fakeThreads({ quota: answer });
  return { quota: threads.quota(token, content), fields: () => seen[0]?.url.searchParams.get('fields') };
};
const answer = (usage: unknown) => () => respond({ status: 200, body: { data: [usage] } });
const total = { quota_total: 1000, quota_duration: 86_400 };

describe('quota', () => {
  it('tells used, total and window as Threads counts them, and asks for nothing more', async () => {
    const { quota, fields } = run(() => recorded('quota'));

    expect(await quota).toEqual({ used: 4, total: 250, windowMs: 86_400_000 });
    expect(fields()).toBe('quota_usage,config');
  });

  it('counts a reply among the replies', async () => {
    const { quota, fields } = run(answer({ reply_quota_usage: 7, reply_config: total }), reply);

    expect(await quota).toEqual({ used: 7, total: 1000, windowMs: 86_400_000 });
    expect(fields()).toBe('reply_quota_usage,reply_config');
  });

  it.each<[string, () => Response]>([
    ['the permission for it is missing', () => respond(errorNamed('200 permission'))],
    ['the service is down', () => respond(errorNamed('2 service down'))],
    ['there is no row', () => respond({ status: 200, body: { data: [] } })],
    ['a figure is missing', answer({ quota_usage: 4, reply_quota_usage: 4 })],
    ['a figure is none', answer({ quota_usage: -1, config: total, reply_quota_usage: '7', reply_config: total })],
  ])('tells nothing when %s', async (_name, broken) => {
    expect(await run(broken).quota).toBeUndefined();
    expect(await run(broken, reply).quota).toBeUndefined();
  });
});

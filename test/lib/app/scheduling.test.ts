/** Posts with a time: prepared before, sent not earlier, and asked about when they would be late. */
import { beforeEach, describe, expect, it } from 'vitest';
import { approve, connect, outcomeOf, problemOf, readPost, signIn, signInAgain, write } from '../../functions/steps.ts';
import { startAt } from '../../support/builders.ts';
import { type Browser, type World, world } from '../../support/world.ts';

const zone = 'Europe/Berlin';
let w: World;
let browser: Browser;
let connectionId: string;

beforeEach(async () => {
  w = world();
  browser = await signIn(w);
  connectionId = await connect(w, browser);
  await w.sweep();
});

/** 09:00 UTC is 10:00 in Berlin; the world begins there. */
const at = (wall_time: string, more: object = {}) => ({ schedule: { wall_time, zone, ...more } });
const sentAt = () => w.dump('main').find(({ kind }) => kind === 'publication')?.['sentAt'];
const scheduled = async (wallTime: string, more: object = {}) => {
  const post = await write(browser, [connectionId], 'Later.', at(wallTime, more));
  await approve(browser, post);
  return post;
};

describe('a scheduled post', () => {
  it('is prepared five minutes before, and one call is left at its time', async () => {
    const post = await scheduled('2026-11-23T12:00');
    const before = await readPost(browser, post.id);

    await w.live(118);
    const early = { ...w.platform.calls };
    await w.live(4);

    expect(before).toMatchObject({ status: 'scheduled', is_editable: true });
    expect(early).toMatchObject({ prepare: 2, send: 0 });
    expect(String(sentAt())).toMatch(/^2026-11-23T11:00:0/);
    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('goes out at its very moment, not at the next whole second of the queue', async () => {
    w.clock.advance(345);
    await scheduled('2026-11-23T12:00');

    await w.live(121);

    expect(sentAt()).toBe('2026-11-23T11:00:00.000Z');
  });

  it('is left to a later message if the worker comes too early to wait in place', async () => {
    await scheduled('2026-11-23T12:00');
    await w.live(118);
    const [message] = w.queued.filter(({ queue }) => queue === 'publish');

    w.queued.push({ ...message!, dueMs: w.clock.now().getTime() });
    await w.deliverOne('publish');

    expect(w.platform.calls.send).toBe(0);
    expect(w.clock.now() < new Date('2026-11-23T10:59:59.000Z')).toBe(true);
    expect(w.queued.filter(({ queue, dueMs }) => queue === 'publish' && dueMs >= message!.dueMs)).not.toEqual([]);
  });

  it('asks the queue for nothing until it is near', async () => {
    await scheduled('2026-11-23T12:00');

    expect(w.queued.filter(({ queue }) => queue === 'publish')).toEqual([]);
    await w.live(100);
    expect(w.platform.calls.prepare).toBe(0);
  });

  it('stores instant, wall time and zone', async () => {
    const answer = await browser.request('POST', '/v1/posts', { body: { text: 'x', targets: [], ...at('2027-03-29T09:00') } });

    expect(answer.body).toMatchObject({
      schedule: { at: '2027-03-29T07:00:00.000Z', wall_time: '2027-03-29T09:00', zone, if_late: 'ask' },
    });
  });

  it.each<[string, object, string, string]>([
    ['a skipped time', { wall_time: '2027-03-28T02:30', zone }, 'time_skipped', '#/schedule/wall_time'],
    ['a doubled time', { wall_time: '2027-10-31T02:30', zone }, 'time_doubled', '#/schedule/occurrence'],
    ['a time that has passed', { wall_time: '2026-11-23T09:58', zone }, 'time_passed', '#/schedule/wall_time'],
    ['more than a year ahead', { wall_time: '2028-01-01T00:00', zone }, 'time_too_far', '#/schedule/wall_time'],
    ['no time', { wall_time: 'tomorrow', zone }, 'time_invalid', '#/schedule/wall_time'],
    ['no zone', { wall_time: '2027-01-01T00:00', zone: 'Mars/Olympus' }, 'zone_unknown', '#/schedule/zone'],
  ])('T7.10 refuses %s, and says what helps', async (_, schedule, code, pointer) => {
    const answer = await browser.request('POST', '/v1/posts', { body: { text: 'x', targets: [], schedule } });

    expect(problemOf(answer)).toMatchObject({ status: 422, errors: [{ code, pointer }] });
  });

  it('T7.10 takes a doubled time when it is said which one', async () => {
    const times = await Promise.all(
      ['first', 'second'].map((occurrence) =>
        browser.request('POST', '/v1/posts', { body: { text: 'x', targets: [], ...at('2027-10-31T02:30', { occurrence }) } }),
      ),
    );

    expect(times.map(({ body }) => (body as { schedule: { at: string } }).schedule.at)).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-10-31T01:30:00.000Z',
    ]);
  });

  it('I3 another time is another content: the approval is void, and the old time sends nothing', async () => {
    const post = await scheduled('2026-11-23T12:00');

    const moved = await browser.request('PATCH', `/v1/posts/${post.id}`, {
      body: at('2026-11-23T13:00'),
      headers: { 'if-match': post.etag },
    });
    await w.live(130);

    expect(moved.body).toMatchObject({ status: 'draft', approval: null });
    expect(w.platform.calls.send).toBe(0);
  });

  it('cancels until the last moment', async () => {
    const post = await scheduled('2026-11-23T12:00');
    await w.live(118);

    const canceled = await browser.request('POST', `/v1/posts/${post.id}/cancel`, { body: {} });
    await w.live(10);

    expect(canceled.body).toMatchObject({ status: 'canceled' });
    expect(w.platform.calls.send).toBe(0);
  });

  it('is not approved for a time that has passed meanwhile', async () => {
    const post = await write(browser, [connectionId], 'Later.', at('2026-11-23T10:05'));
    w.clock.advance(8 * 60_000);

    expect(problemOf(await approve(browser, post))).toMatchObject({ status: 422, errors: [{ code: 'time_passed' }] });
  });
});

describe('a post that would be late', () => {
  it.each([
    [20, 'published'],
    [3 * 24 * 60, 'held'],
  ])('T7.9 after an outage of %i minutes it is %s, and never lost', async (minutes, status) => {
    const post = await scheduled('2026-11-23T12:00');
    w.clock.advance(118 * 60_000 + minutes * 60_000);

    await w.live(10);
    await signInAgain(w, browser);

    expect((await readPost(browser, post.id)).status).toBe(status);
    expect(w.platform.calls.send).toBe(status === 'published' ? 1 : 0);
  });

  it.each([1, 4])('T7.9 goes out all the same when its owner said so, after %i days', async (days) => {
    const post = await scheduled('2026-11-23T12:00', { if_late: 'publish' });
    w.clock.advance(days * 24 * 60 * 60_000);
    await w.live(10);
    await signInAgain(w, browser);

    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('says why it waits, and goes out when its owner says now', async () => {
    const post = await scheduled('2026-11-23T12:00');
    w.clock.advance(5 * 60 * 60_000);
    await w.live(10);
    await signInAgain(w, browser);
    const held = await readPost(browser, post.id);

    const now = await browser.request('PATCH', `/v1/posts/${post.id}`, { body: { schedule: null }, headers: { 'if-match': held.etag } });
    await approve(browser, { id: post.id, hash: (now.body as { hash: string }).hash });
    await w.live(3);

    expect(held).toMatchObject({ status: 'held', publications: [{ hold_reason: 'late', failure: { code: 'late' } }] });
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
  });
});

describe('what is left of a post whose time has passed', () => {
  it('goes out at once when its owner approves the rest, because the time cannot be changed any more', async () => {
    const chain = { ...at('2026-11-23T12:00'), replies: [{ text: 'Second.' }] };
    const post = await write(browser, [connectionId], 'First.', chain);
    await approve(browser, post);
    await w.live(118);
    while (w.platform.posts.length === 0) {
      w.clock.advance(5_000);
      await w.sweep();
      await w.deliverOne('publish');
    }
    w.platform.next.prepare.push({ kind: 'rejected', failure: { code: 'media_download_failed' } });
    await w.live(5);
    const stopped = await readPost(browser, post.id);
    w.clock.advance(3 * 60 * 60_000);
    await signInAgain(w, browser);

    const again = await approve(browser, post);
    await w.live(5);

    expect(stopped).toMatchObject({ status: 'partially_published', is_editable: false });
    expect(outcomeOf(again)).toBe('200 ok');
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts.map(({ text }) => text)).toEqual(['First.', 'Second.']);
  });
});

describe('the operator stop', () => {
  const stop = () => w.operate({ command: 'stop_publishing', reason: 'Looking into something.' });
  const resume = () => w.operate({ command: 'resume_publishing' });

  it('stops what is on its way at the last moment, says so to everybody, and loses nothing', async () => {
    const post = await write(browser, [connectionId], 'On its way.');
    await approve(browser, post);
    await stop();

    await w.live(2);
    const stopped = await readPost(browser, post.id);
    const me = await browser.request('GET', '/v1/me');
    await resume();
    await w.live(10);

    expect(stopped).toMatchObject({ status: 'held', publications: [{ hold_reason: 'operator_stop' }] });
    expect(me.body).toMatchObject({ publishing_stopped: { since: expect.stringMatching(/^2026/), reason: 'Looking into something.' } });
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.calls.send).toBe(1);
  });

  it('asks before it sends what became late meanwhile', async () => {
    const post = await write(browser, [connectionId], 'On its way.');
    await approve(browser, post);
    await stop();
    await w.live(90);
    await resume();
    await w.live(10);

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'held', publications: [{ hold_reason: 'late' }] });
    expect(w.platform.calls.send).toBe(0);
  });

  it('keeps the time of the first stop, and can be lifted twice', async () => {
    const first = await stop();
    w.clock.advance(60_000);
    const second = await stop();

    expect(second).toEqual(first);
    expect(await w.operate({ command: 'publishing_status' })).toEqual(first);
    expect([await resume(), await resume()]).toEqual([{ publishing: 'on' }, { publishing: 'on' }]);
    expect(await w.operate({ command: 'publishing_status' })).toEqual({ publishing: 'on' });
    expect((await browser.request('GET', '/v1/me')).body).toMatchObject({ publishing_stopped: null });
  });
});

describe('the same text twice', () => {
  it('needs a second yes', async () => {
    const first = await write(browser, [connectionId], 'Good morning.');
    const second = await write(browser, [connectionId], 'Good morning.');
    await approve(browser, first);
    await w.deliver('publish');

    const refused = await approve(browser, second);
    const meant = await browser.request('POST', `/v1/posts/${second.id}/approve`, { body: { expected_hash: second.hash, repeat: true } });
    await w.deliver('publish');

    expect(outcomeOf(refused)).toBe('409 duplicate_text');
    expect(outcomeOf(meant)).toBe('200 ok');
    expect(w.platform.posts).toHaveLength(2);
  });

  it('is refused while the first one waits for the operator, because that one goes on by itself', async () => {
    const first = await write(browser, [connectionId], 'Good morning.');
    const second = await write(browser, [connectionId], 'Good morning.');
    await approve(browser, first);
    await w.operate({ command: 'stop_publishing' });
    await w.live(2);

    const held = await readPost(browser, first.id);
    const refused = await approve(browser, second);
    const meant = await browser.request('POST', `/v1/posts/${second.id}/approve`, { body: { expected_hash: second.hash, repeat: true } });

    expect(held.status).toBe('held');
    expect([outcomeOf(refused), outcomeOf(meant)]).toEqual(['409 duplicate_text', '409 duplicate_text']);
  });
});

describe('an outcome that only a person can find out', () => {
  const unclear = async () => {
    const post = await write(browser, [connectionId], 'Perhaps.');
    await approve(browser, post);
    w.platform.next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
    await w.live(40);
    return post;
  };
  const resolve = (id: string, outcome: string) =>
    browser.request('POST', `/v1/posts/${id}/publications/${connectionId}/resolve`, { body: { outcome } });

  it('is published when the person found it', async () => {
    const post = await unclear();

    const answer = await resolve(post.id, 'published');
    await w.live(5);

    expect(answer.body).toMatchObject({ status: 'published', is_editable: false, publications: [{ remote_id: null }] });
    expect(w.platform.calls.send).toBe(1);
    expect(outcomeOf(await resolve(post.id, 'not_published'))).toBe('409 outcome_is_known');
  });

  it('can be approved again when the person did not find it', async () => {
    const post = await unclear();

    const answer = await resolve(post.id, 'not_published');
    await signInAgain(w, browser);
    await approve(browser, post);
    await w.live(5);

    expect(answer.body).toMatchObject({ status: 'failed', is_editable: true, publications: [{ failure: { code: 'not_found_by_you' } }] });
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('cannot be settled before it is open, nor for a stranger', async () => {
    const post = await write(browser, [connectionId], 'Clear.');
    await approve(browser, post);
    const stranger = await signIn(w, 'eve@example.org');

    expect(outcomeOf(await resolve(post.id, 'published'))).toBe('409 outcome_is_known');
    const answer = await stranger.request('POST', `/v1/posts/${post.id}/publications/${connectionId}/resolve`, {
      body: { outcome: 'published' },
    });
    expect(outcomeOf(answer)).toBe('404 publication_not_found');
  });
});

describe('an account that is throttled', () => {
  it('F15 rests with all its posts, while another goes on', async () => {
    const other = await connect(w, browser, { remoteId: '2' });
    const posts = await Promise.all(['One.', 'Two.'].map((text) => write(browser, [connectionId], text)));
    const free = await write(browser, [other], 'Three.');
    w.platform.next.prepare.push({ kind: 'unreachable', failure: { code: 'rate_limited' }, waitMs: 900_000 });
    await approve(browser, posts[0]!);
    await w.deliverOne('publish');
    await approve(browser, posts[1]!);
    await approve(browser, free);

    await w.live(3);
    const calls = w.platform.calls.prepare;
    await w.live(20);

    expect(calls).toBe(3);
    expect(w.platform.posts).toHaveLength(3);
    expect(startAt.getTime()).toBeLessThan(w.clock.now().getTime());
  });
});

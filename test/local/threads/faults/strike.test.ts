/** Every fault: what the client is told, and what really happened. */
import { describe, expect, it } from 'vitest';
import { underFaults } from '../../../../local/threads/faults/strike.ts';
import { allScopes, type Driver, graphError, idOf, openThreads, request } from '../driver.ts';
import { jpeg } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

const create = { media_type: 'TEXT', text: 'Hello' };

async function statusOf({ get }: Driver, id: string) {
  return (await get(`/v1.0/${id}?fields=status`)).body;
}

/** Whether the call failed without any answer. */
const isLost = (call: Promise<unknown>) =>
  call.then(
    () => false,
    () => true,
  );

describe(underFaults, () => {
  it.each([
    ['S14-23', 'bad_gateway', 0, 502],
    ['E11-31', 'bad_gateway_after', 1, 502],
    ['S14-36', 'html_error', 0, 500],
    ['S14-36', 'html_error_after', 1, 500],
    ['S14-37', 'empty_body', 0, 200],
    ['S14-37', 'empty_body_after', 1, 200],
    ['S14-24', 'answer_without_id', 1, 200],
  ] as const)('%s %s on publish: %i posts, status %i, no error to read', async (_row, name, posts, status) => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name, call: 'publish', times: 1 });

    const answer = await driver.publish(container);

    expect(answer.status).toBe(status);
    expect(answer.body ?? {}).toEqual({});
    expect(driver.publicPosts()).toBe(posts);
    expect(await statusOf(driver, container)).toMatchObject({ status: posts === 1 ? 'PUBLISHED' : 'FINISHED' });
  });

  it.each([
    ['E11-25', 'service_down', 0, 500, 2, undefined],
    ['E11-25', 'service_down_after', 1, 500, 2, undefined],
    ['E11-24', 'unknown_error', 0, 500, 1, undefined],
    ['S14-30', 'rate_limited', 0, 400, 613, 4279002],
    ['E11-12', 'app_throttled', 0, 403, 4, undefined],
    ['S14-31', 'token_expired', 0, 400, 190, 463],
    ['E11-14', 'token_revoked', 0, 400, 190, 458],
    ['E11-09', 'activity_restricted', 0, 400, 4, 2207051],
    ['S14-32', 'activity_restricted_after', 1, 400, 4, 2207051],
    ['E11-10', 'account_restricted', 0, 400, 200, 4279013],
    ['E11-01', 'media_not_found', 0, 400, 24, 4279009],
    ['E11-20', 'permission_error', 0, 500, 10, undefined],
    ['S14-22', 'permission_error_after', 1, 500, 10, undefined],
    ['E11-27', 'duplicate_refused', 0, 400, 506, undefined],
    ['S14-29', 'quota_reached', 0, 403, 4, 2207042],
    ['E11-31', 'error_as_200', 0, 200, 1, undefined],
    ['E11-24', 'unknown_error_after', 1, 500, 1, undefined],
    ['E11-12', 'app_throttled_after', 1, 403, 4, undefined],
    ['E11-12', 'user_throttled', 0, 400, 17, undefined],
    ['E11-12', 'page_throttled', 0, 400, 32, undefined],
    ['E11-14', 'token_broken', 0, 400, 190, 467],
    ['E11-14', 'password_changed', 0, 400, 190, 460],
    ['E11-15', 'login_needed', 0, 400, 190, 459],
    ['E11-16', 'session_invalid', 0, 400, 102, undefined],
    ['E11-17', 'resource_missing', 0, 400, 100, undefined],
    ['E11-21', 'access_tier_missing', 0, 400, 10, 4279067],
    ['E11-23', 'capability_missing', 0, 400, 3, undefined],
    ['E11-12', 'app_limit_reached', 0, 400, 341, undefined],
    ['E11-15', 'account_unconfirmed', 0, 400, 190, 464],
    ['E11-21', 'app_review_missing', 0, 400, 10, 4279017],
    ['E11-22', 'permission_taken_back', 0, 403, 10, undefined],
    ['E11-29', 'breakdown_missing', 0, 400, 100, 4279040],
    ['E11-26', 'policy_blocked', 0, 400, 368, undefined],
    ['E11-27', 'duplicate_refused_after', 1, 400, 506, undefined],
  ] as const)('%s %s on publish: %i posts, status %i, code %i/%s', async (_row, name, posts, status, code, subcode) => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name, call: 'publish', times: 1 });

    const answer = await driver.publish(container);

    expect(answer).toMatchObject({ status, body: graphError(code, subcode) });
    expect(driver.publicPosts()).toBe(posts);
  });

  it.each([
    ['drop_before', 0],
    ['drop_after', 1],
  ] as const)('%s closes the connection: %i posts', async (name, posts) => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name, call: 'publish', times: 1 });

    const lost = await isLost(driver.publish(container));

    expect(lost).toBe(true);
    expect(driver.publicPosts()).toBe(posts);
  });

  it.each([
    ['hang_before', 0],
    ['hang_after', 1],
  ] as const)('S14-21 %s keeps the client waiting: %i posts', async (name, posts) => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name, call: 'publish', times: 1 });

    const call = request(`${driver.url}/v1.0/me/threads_publish?creation_id=${container}&access_token=${driver.ada}`, {
      method: 'POST',
      signal: AbortSignal.timeout(60),
    });

    await expect(call).rejects.toThrow(/timeout/);
    expect(driver.publicPosts()).toBe(posts);
  });

  it.each([
    ['slow', 0],
    ['slow_after', 1],
  ] as const)('%s waits on the simulated clock: %i posts meanwhile', async (name, posts) => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name, call: 'publish', ms: 60_000, times: 1 });
    let isAnswered = false;

    const call = driver.publish(container).then((answer) => {
      isAnswered = true;
      return answer;
    });
    while (driver.control.faults()[0]?.struck !== 1) await driver.get('/v1.0/me');
    const before = { isAnswered, posts: driver.publicPosts() };
    driver.control.advance(60_000);

    expect((await call).status).toBe(200);
    expect(before).toEqual({ isAnswered: false, posts });
    expect(driver.publicPosts()).toBe(1);
  });

  it('S14-19 container_lost: status and publish say 4279009 for good', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'container_lost' });
    const container = await driver.ready();

    driver.control.advance(600_000);

    expect(await statusOf(driver, container)).toMatchObject(graphError(24, 4279009));
    expect((await driver.publish(container)).body).toMatchObject(graphError(24, 4279009));
    expect(driver.publicPosts()).toBe(0);
  });

  it('container_unpublishable: FINISHED, and 4279009 for good', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'container_unpublishable' });
    const container = await driver.ready();

    driver.control.advance(600_000);

    expect(await statusOf(driver, container)).toMatchObject({ status: 'FINISHED' });
    expect((await driver.publish(container)).body).toMatchObject(graphError(24, 4279009));
  });

  it('S14-16 container_slow and container_error: late, then ERROR with the message', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'container_slow', ms: 5000 });
    driver.fault({ name: 'container_error', message: 'FAILED_PROCESSING_VIDEO' });
    const container = await driver.ready();
    const status = async () => (await driver.get(`/v1.0/${container}?fields=status,error_message`)).body;

    const early = await status();
    driver.control.advance(4000);

    expect(early).toEqual({ status: 'IN_PROGRESS' });
    expect(await status()).toEqual({ status: 'ERROR', error_message: 'FAILED_PROCESSING_VIDEO' });
    expect((await driver.publish(container)).body).toMatchObject(graphError(24, 4279009));
  });

  it('unreadable_after_create: 4279009 on the status for a while', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'unreadable_after_create', ms: 3000 });
    const container = await driver.ready();

    const early = await statusOf(driver, container);
    driver.control.advance(2000);

    expect(early).toMatchObject(graphError(24, 4279009));
    expect(await statusOf(driver, container)).toMatchObject({ status: 'FINISHED' });
  });

  it.each([
    ['unpublishable_after_create', 3000],
    ['unpublishable_after_finished', 2000],
  ] as const)('S14-20 %s: 4279009 on publish for a while, although FINISHED', async (name, ms) => {
    const driver = await openThreads();
    driver.fault({ name, ms });
    const container = await driver.ready();

    driver.control.advance(1999);
    const status = await statusOf(driver, container);
    const early = await driver.publish(container);
    driver.control.advance(1);

    expect(status).toMatchObject({ status: 'FINISHED' });
    expect(early.body).toMatchObject(graphError(24, 4279009));
    expect((await driver.publish(container)).status).toBe(200);
  });

  it('S14-26 status_lag: FINISHED for a while although the post is live', async () => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name: 'status_lag', ms: 8000 });

    await driver.publish(container);
    const early = await statusOf(driver, container);
    driver.control.advance(8000);

    expect(driver.publicPosts()).toBe(1);
    expect(early).toMatchObject({ status: 'FINISHED' });
    expect(await statusOf(driver, container)).toMatchObject({ status: 'PUBLISHED' });
  });

  it('S14-27 list_lag: not listed for a while, though readable by id', async () => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name: 'list_lag', ms: 4000 });

    const id = idOf(await driver.publish(container));
    const early = await driver.get('/v1.0/me/threads');
    driver.control.advance(4000);

    expect(early.body).toEqual({ data: [] });
    expect((await driver.get(`/v1.0/${id}`)).body).toEqual({ id });
    expect((await driver.get('/v1.0/me/threads')).body).toMatchObject({ data: [{ id }] });
  });

  it('S14-25 post_removed: live, then gone everywhere; the quota stays used', async () => {
    const driver = await openThreads();
    const container = await driver.ready();
    driver.fault({ name: 'post_removed', ms: 30_000 });

    const id = idOf(await driver.publish(container));
    const live = driver.publicPosts();
    driver.control.advance(30_000);

    expect([live, driver.publicPosts()]).toEqual([1, 0]);
    expect((await driver.get(`/v1.0/${id}`)).body).toMatchObject(graphError(100, 33));
    expect((await driver.get('/v1.0/me/threads')).body).toEqual({ data: [] });
    expect((await driver.get('/v1.0/me/threads_publishing_limit')).body).toEqual({ data: [{ quota_usage: 1 }] });
  });

  it('S14-29 quota_reached: the quota call shows it too', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'quota_reached' });

    const answer = await driver.get('/v1.0/me/threads_publishing_limit');

    expect(answer.body).toEqual({ data: [{ quota_usage: 250 }] });
  });

  it.each([
    ['link_limit', 'THREADS_API__LINK_LIMIT_EXCEEDED'],
    ['countries_refused', 'THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES'],
    ['feature_unavailable', 'THREADS_API__FEATURE_NOT_AVAILABLE'],
  ] as const)('%s: the word %s, and no container', async (name, word) => {
    const driver = await openThreads();
    driver.fault({ name, call: 'create', times: 1 });

    const answer = await driver.post('/v1.0/me/threads', { media_type: 'TEXT', text: 'Hello' });

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
    expect(answer.text).toContain(word);
    expect(driver.control.account('ada.paints').containers).toEqual([]);
  });

  it('link_refused: -1/4279047 and no container', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'link_refused' });

    const answer = await driver.post('/v1.0/me/threads', { ...create, link_attachment: 'https://a.test/' });

    expect(answer).toMatchObject({ status: 400, body: { error: { message: 'Fatal', code: -1, error_subcode: 4279047 } } });
    expect(driver.control.account('ada.paints').containers).toEqual([]);
  });

  it('permalink_missing: the post is there, its permalink is not', async () => {
    const driver = await openThreads();
    const id = idOf(await driver.publish(await driver.ready()));
    driver.fault({ name: 'permalink_missing' });

    const answer = await driver.get(`/v1.0/${id}?fields=id,permalink`);

    expect(answer.body).toEqual({ id });
  });

  it.each([
    ['link_not_scraped', 1609005, undefined],
    ['feature_unavailable', 100, undefined],
    ['link_refused', -1, 4279047],
  ] as const)('%s on create: code %i/%s and no container', async (name, code, subcode) => {
    const driver = await openThreads();
    driver.fault({ name });

    const answer = await driver.post('/v1.0/me/threads', create);

    expect(answer).toMatchObject({ status: 400, body: graphError(code, subcode) });
    expect(driver.control.account('ada.paints').containers).toEqual([]);
  });

  it('container_expired: EXPIRED before its day is over', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'container_expired', ms: 60_000 });
    const container = await driver.ready();

    const early = await statusOf(driver, container);
    driver.control.advance(59_000);

    expect(early).toMatchObject({ status: 'FINISHED' });
    expect(await statusOf(driver, container)).toMatchObject({ status: 'EXPIRED' });
    expect((await driver.publish(container)).body).toMatchObject(graphError(24, 4279009));
  });

  it('media_download_failed: an image is refused at once, a video ends in ERROR, and neither host is asked', async () => {
    const host = await openMediaHost({});
    const driver = await openThreads({ allowHttp: true });
    driver.fault({ name: 'media_download_failed' });

    const image = await driver.post('/v1.0/me/threads', { media_type: 'IMAGE', image_url: `${host.url}/a.jpg` });
    const video = await driver.made({ media_type: 'VIDEO', video_url: `${host.url}/a.mp4` });

    expect(image.body).toMatchObject(graphError(1, 2207052));
    expect((await driver.get(`/v1.0/${video}?fields=status,error_message`)).body).toEqual({
      status: 'ERROR',
      error_message: 'FAILED_DOWNLOADING_VIDEO',
    });
    expect(host.asked).toEqual([]);
  });

  it('media_download_failed now and then: the next try is good', async () => {
    const host = await openMediaHost({ '/a.jpg': { type: 'image/jpeg', body: jpeg() } });
    const driver = await openThreads({ allowHttp: true });
    driver.fault({ name: 'media_download_failed', times: 1 });
    const image = () => driver.post('/v1.0/me/threads', { media_type: 'IMAGE', image_url: `${host.url}/a.jpg` });

    const [first, second] = [await image(), await image()];

    expect([first.status, second.status]).toEqual([400, 200]);
  });

  it('children_refused and unreadable_after_create: 100/4279004 for good items, for a while', async () => {
    const host = await openMediaHost({ '/a.jpg': { type: 'image/jpeg', body: jpeg() } });
    const driver = await openThreads({ allowHttp: true });
    const item = { media_type: 'IMAGE', image_url: `${host.url}/a.jpg`, is_carousel_item: 'true' };
    const children = `${await driver.made(item)},${await driver.made(item)}`;
    const carousel = () => driver.post('/v1.0/me/threads', { media_type: 'CAROUSEL', children });
    driver.fault({ name: 'children_refused', times: 1 });
    driver.fault({ name: 'unreadable_after_create', ms: 60_000, skip: 2 });

    const [first, second] = [await carousel(), await carousel()];
    const unreadable = await statusOf(driver, await driver.made(item));

    expect(first.body).toMatchObject(graphError(100, 4279004));
    expect(second.status).toBe(200);
    expect(unreadable).toMatchObject(graphError(100, 4279004));
  });

  it('reply_lag: the post cannot be answered or quoted for a while', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'reply_lag', ms: 8000 });
    const parent = await driver.posted();
    const answerIt = () => driver.post('/v1.0/me/threads', { ...create, reply_to_id: parent });

    const early = await answerIt();
    const quote = await driver.post('/v1.0/me/threads', { ...create, quote_post_id: parent });
    driver.control.advance(8000);

    expect([early.body, quote.body]).toMatchObject([graphError(24, 4279009), graphError(24, 4279009)]);
    expect((await answerIt()).status).toBe(200);
  });

  it('cross_share_failed: posted all the same', async () => {
    const driver = await openThreads();
    const token = driver.control.mintToken('ada.paints', { scopes: allScopes });
    const container = idOf(await driver.post('/v1.0/me/threads', { ...create, crossreshare_to_ig: 'true' }, token));
    driver.control.advance(5000);
    driver.fault({ name: 'cross_share_failed' });

    const answer = await driver.publish(container);

    expect(answer.body).toMatchObject({ crossreshare_to_ig_status: 'FAILED' });
    expect(driver.publicPosts()).toBe(1);
  });

  it.each([
    ['drop_after', 0],
    ['service_down', 1],
    ['quota_reached', 1],
  ] as const)('%s can hit delete: %i posts are left', async (name, left) => {
    const driver = await openThreads();
    const token = driver.control.mintToken('ada.paints', { scopes: allScopes });
    const id = await driver.posted();
    driver.fault({ name, call: 'delete' });

    await driver.send('DELETE', `/v1.0/${id}`, { token }).catch(() => undefined);

    expect(driver.publicPosts()).toBe(left);
  });

  it.each(['debug_token', 'app_token', 'repost'] as const)('service_down can hit %s', async (call) => {
    const driver = await openThreads();
    const id = await driver.posted();
    driver.fault({ name: 'service_down', call });
    const calls = {
      debug_token: () => driver.get(`/v1.0/debug_token?input_token=${driver.ada}`),
      app_token: () => driver.send('GET', '/oauth/access_token?grant_type=client_credentials'),
      repost: () => driver.post(`/v1.0/${id}/repost`, {}),
    };

    expect(await calls[call]()).toMatchObject({ status: 500, body: graphError(2) });
  });

  it.each([
    ['fr', 'Contenu introuvable'],
    ['es', 'Se ha producido un error'],
    ['ko', '오류가 발생했습니다'],
    ['vi', 'Đã xảy ra lỗi'],
    ['xx', 'Media Not Found'],
  ])('S14-34 localised_errors in %s', async (message, title) => {
    const driver = await openThreads();
    driver.fault({ name: 'localised_errors', message });

    expect((await driver.publish('1')).body).toMatchObject({ error: { code: 24, error_user_title: title } });
  });

  it('S14-34 localised_errors: only the words for the user change', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'localised_errors' });

    const answer = await driver.publish('1');

    expect(answer.body).toMatchObject({
      error: {
        code: 24,
        error_subcode: 4279009,
        message: 'The requested resource does not exist',
        error_user_title: 'Contenu introuvable',
      },
    });
  });

  it.each(['status', 'create', 'profile', 'list', 'read', 'quota'] as const)('service_down can hit %s', async (call) => {
    const driver = await openThreads();
    const container = await driver.ready();
    const id = idOf(await driver.publish(container));
    driver.fault({ name: 'service_down', call });
    const calls = {
      status: () => driver.get(`/v1.0/${container}`),
      create: () => driver.post('/v1.0/me/threads', create),
      profile: () => driver.get('/v1.0/me'),
      list: () => driver.get('/v1.0/me/threads'),
      read: () => driver.get(`/v1.0/${id}`),
      quota: () => driver.get('/v1.0/me/threads_publishing_limit'),
    };

    const hit = await calls[call]();
    const others = await Promise.all(Object.entries(calls).flatMap(([name, run]) => (name === call ? [] : [run()])));

    expect(hit).toMatchObject({ status: 500, body: { error: { code: 2, is_transient: true } } });
    expect(others.every(({ status }) => status === 200)).toBe(true);
  });

  it('strikes so often as told, after so many calls, for one account', async () => {
    const driver = await openThreads();
    const sam = driver.control.mintToken('sam.bakes');
    driver.fault({ name: 'rate_limited', call: 'profile', account: 'ada.paints', skip: 1, times: 2 });

    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await driver.get('/v1.0/me')).status);

    expect(statuses).toEqual([200, 400, 400, 200, 200]);
    expect((await driver.get('/v1.0/me', sam)).status).toBe(200);
  });

  it('throws seeded dice', async () => {
    const run = async (seed: number) => {
      const driver = await openThreads();
      driver.fault({ name: 'rate_limited', probability: 0.5, seed });
      const statuses: number[] = [];
      for (let i = 0; i < 20; i += 1) statuses.push((await driver.get('/v1.0/me')).status);
      return statuses;
    };

    const [one, again, other] = [await run(1), await run(1), await run(2)];

    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(new Set(one)).toEqual(new Set([200, 400]));
  });

  it('is not used up by a call that was refused for a good reason', async () => {
    const driver = await openThreads();
    driver.fault({ name: 'permission_error_after', times: 1 });

    const refused = await driver.publish('1');
    const struck = await driver.publish(await driver.ready());

    expect(refused.body).toMatchObject(graphError(24, 4279009));
    expect(struck).toMatchObject({ status: 500, body: graphError(10) });
  });
});

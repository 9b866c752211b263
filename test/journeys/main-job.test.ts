/** The main job on the synthesized templates, over HTTP, with real processes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countHits, storedItems } from '../../local/search-secrets.ts';
import { connectThreads, disconnect, proveAgain, until, visitor } from '../../local/visitor.ts';
import { aConnection, aPerson, aPost, approve, type Journey, openCloud, read, settled } from './open-cloud.ts';

describe('the main job', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await openCloud();
  });
  afterAll(() => journey.close());

  it('publishes what was approved, once, with its permalink', async () => {
    const { cloud } = journey;
    const anna = await aPerson(cloud, 'anna@example.org');
    const { connectionId, accountId } = await aConnection(cloud, anna, 'anna.main');
    const post = await approve(anna, await aPost(anna, connectionId, 'Approved and published 👋'));

    const published = await settled(anna, post.id, 'published');
    const permalink = await until('a permalink', async () => (await read(anna, post.id)).publications[0]?.permalink ?? undefined);

    const account = await cloud.threads?.account(accountId);
    expect(account?.public_post_count).toBe(1);
    expect(account?.posts[0]?.text).toBe('Approved and published 👋');
    expect(published.publications[0]?.remote_id).toBe(account?.posts[0]?.id);
    expect(await (await fetch(permalink)).text()).toContain('Approved and published 👋');
  });

  it('publishes once when every answer of the publish call is lost', async () => {
    const { cloud } = journey;
    const ben = await aPerson(cloud, 'ben@example.org');
    const { connectionId, accountId } = await aConnection(cloud, ben, 'ben.lost');
    await cloud.threads?.addFault({ name: 'drop_after', call: 'publish', account: accountId, times: 1 });
    const post = await approve(ben, await aPost(ben, connectionId, 'The answer gets lost'));

    const published = await settled(ben, post.id, 'published');

    expect(published.publications[0]?.steps.map(({ what }) => what)).toContain('unclear');
    expect((await cloud.threads?.account(accountId))?.public_post_count).toBe(1);
    expect((await cloud.threads?.account(accountId))?.publish_attempts).toHaveLength(1);
  });

  it('T1.2 P-06 stores no session, link, browser mark or token value in any item, message or log line', async () => {
    const { cloud } = journey;
    const cora = await aPerson(cloud, 'cora@example.org');
    const { connectionId } = await aConnection(cloud, cora, 'cora.secret');
    const post = await approve(cora, await aPost(cora, connectionId, 'No secret anywhere'));
    await settled(cora, post.id, 'published');
    const cookies = ['__Host-postora-session', '__Host-postora-browser'].flatMap((name) => cora.cookie(name) ?? []);
    const links = cloud.mail.list().flatMap(({ text }) => text.match(/#(\S{43})/)?.[1] ?? []);
    const tokens = (await cloud.threads?.tokens()) ?? [];

    const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
    const messages = ['publishqueue', 'mailqueue'].map((name) => JSON.stringify(cloud.messages(name)));
    const texts = [...items, ...messages, ...cloud.logs.lines().map(({ text }) => text)];

    expect([cookies.length, links.length > 0, tokens.length > 0]).toEqual([2, true, true]);
    expect(countHits([...cookies, ...links, ...tokens], texts)).toBe(0);
    expect(countHits(cookies, [...texts, `planted ${cookies[0]}`])).toBe(1);
  });

  it('keeps wrapped keys in the vault only', async () => {
    const { cloud } = journey;
    const [vault = '', ...others] = [...cloud.tables.names].sort((a, b) => Number(/vault/i.test(b)) - Number(/vault/i.test(a)));

    const kept = await storedItems(cloud, vault);
    const elsewhere = (await Promise.all(others.map((name) => storedItems(cloud, name)))).flat();

    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((item) => item.includes('DATAKEY#') && item.includes('wrapped'))).toBe(true);
    expect(elsewhere.filter((item) => /DATAKEY#|"wrapped"/.test(item))).toEqual([]);
  });

  it('says that a post may be out when its publish call is refused for its connection, and finds it after connecting again', async () => {
    const { cloud } = journey;
    const hal = await aPerson(cloud, 'hal@example.org');
    const { connectionId, accountId } = await aConnection(cloud, hal, 'hal.twice');
    await cloud.threads?.addFault({ name: 'token_broken_after', call: 'publish', account: accountId, times: 1 });

    const post = await approve(hal, await aPost(hal, connectionId, 'Out, and refused'));
    const waiting = await settled(hal, post.id, 'held');
    const edited = await hal.call('PATCH', `/v1/posts/${post.id}`, { text: 'Other words' }, { 'if-match': '"1"' });
    const canceled = await hal.call('POST', `/v1/posts/${post.id}/cancel`, {});
    await connectThreads(hal, accountId);
    await settled(hal, post.id, 'published');
    const remoteId = await until('its id', async () => (await read(hal, post.id)).publications[0]?.remote_id ?? undefined);

    expect(waiting.publications[0]).toMatchObject({ state: 'held', hold_reason: 'reconnect', may_be_out: true });
    expect([edited, canceled].map(({ status, body }) => [status, body])).toEqual([
      [409, expect.objectContaining({ code: 'post_locked' })],
      [409, expect.objectContaining({ code: 'already_publishing' })],
    ]);
    const live = await cloud.threads?.account(accountId);
    expect(live?.public_post_count).toBe(1);
    expect(remoteId).toBe(live?.posts[0]?.id);
  });

  it('P-17 disconnects: key, token and connection are gone and nothing more goes out', async () => {
    const { cloud } = journey;
    const dora = await aPerson(cloud, 'dora@example.org');
    const { connectionId, accountId } = await aConnection(cloud, dora, 'dora.gone');
    await cloud.threads?.addFault({ name: 'service_down', call: 'create', account: accountId });
    const post = await approve(dora, await aPost(dora, connectionId, 'Never goes out'));
    await proveAgain(cloud, dora, 'dora@example.org');

    // A worker is at a call just now, so it ends by itself some time later, and nothing new goes out meanwhile. Pressed once.
    const answer = await disconnect(dora, connectionId);
    await cloud.threads?.clearFaults();
    const canceled = await settled(dora, post.id, 'canceled');

    expect([answer.status, answer.body]).toMatchObject([expect.any(Number), { object: 'disconnection', canceled_publications: 1 }]);
    expect(canceled.publications[0]).toMatchObject({ state: 'canceled', ended_by: 'disconnected' });
    const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
    expect(items.filter((item) => item.includes(connectionId) && /"(DATAKEY|TOKENS|REMOTE|CONNECTIONS|LEASE)#/.test(item))).toEqual([]);
    expect((await cloud.threads?.account(accountId))?.public_post_count).toBe(0);
    expect((await dora.call('POST', `/v1/posts/${post.id}/approve`, { expected_hash: post.hash })).status).toBe(409);
  });

  it('T2.4 refuses a remote account that somebody else has connected, and names no owner', async () => {
    const { cloud } = journey;
    const eva = await aPerson(cloud, 'eva@example.org');
    const finn = await aPerson(cloud, 'finn@example.org');
    const { accountId } = await aConnection(cloud, eva, 'eva.owned');

    const landed = await connectThreads(finn, accountId);

    expect(landed.searchParams.get('problem')).toBe('already_connected_elsewhere');
  });

  it('answers problems at the front door and refuses the back door', async () => {
    const { cloud } = journey;
    const nobody = visitor(cloud.origin);

    const unknown = await nobody.call('GET', '/v1/nothing');
    const wrongMethod = await nobody.call('PUT', '/v1/posts', {});
    const unsigned = await nobody.call('GET', '/v1/posts');
    const malformed = await nobody.call('POST', '/v1/auth/links', '{"address":');
    const large = await nobody.call('POST', '/v1/auth/links', { address: 'x'.repeat(70_000) });
    const direct = await fetch(`${cloud.apiUrl}/v1/health`);

    const seen = [unknown, wrongMethod, unsigned, malformed, large].map(({ status, headers }) => [status, headers.get('content-type')]);
    expect(seen).toEqual([404, 405, 401, 400, 413].map((status) => [status, 'application/problem+json']));
    expect(wrongMethod.headers.get('allow')).toBe('GET, POST');
    expect([direct.status, await direct.json()]).toEqual([403, expect.objectContaining({ code: 'direct_call_refused' })]);
  });
});

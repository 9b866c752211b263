/** The refresher at work in a whole Postora: what is stored, what its owner sees and hears. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '../../../lib/core/errors.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { approve, authorize, callback, connect, disconnectInTheEnd, readPost, signIn, signInAgain, withDraft, write } from '../steps.ts';

const hour = 3_600_000;
const day = 24 * hour;

const stored = (w: World, kind: string) => w.dump('main').filter((item) => item.kind === kind);
const tokenRow = (w: World) => stored(w, 'token')[0];
const events = (w: World, type: string) => stored(w, 'event').filter((item) => item['type'] === type);

const healthSchema = z.object({ data: z.array(z.object({ health: z.record(z.string(), z.unknown()) })) });
const healthOf = async (browser: Browser) =>
  z.parse(healthSchema, (await browser.request('GET', '/v1/connections')).body).data[0]?.health ?? {};

/** Hands the refresher what the timer would: each time that the token row is due, for so many days. */
async function liveDays(w: World, days: number): Promise<void> {
  const endMs = w.clock.now().getTime() + days * day;
  for (;;) {
    const row = tokenRow(w);
    const dueMs = Date.parse(String(row?.['dueAt']));
    if (!row || !(dueMs <= endMs)) break;
    w.clock.advance(Math.max(0, dueMs - w.clock.now().getTime()));
    await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: row.pk.split('#')[1] ?? '', connection_id: row.sk });
    await w.deliver('refresh');
    await w.deliver('mail');
  }
  w.clock.advance(endMs - w.clock.now().getTime());
}

async function connected(w: World) {
  const browser = await signIn(w);
  const connectionId = await connect(w, browser);
  w.mails.length = 0;
  return { browser, connectionId };
}

const down = () => new AppError('unavailable', 'provider_unavailable', 'away');

describe('refresher', () => {
  it('renews the token after 15 days under a new data key, removes the old one, and says so', async () => {
    const w = world();
    const { browser } = await connected(w);
    const before = tokenRow(w);

    await liveDays(w, 16);

    expect(w.platform.calls.refresh).toBe(1);
    expect(tokenRow(w)).toMatchObject({ keyVersion: 2, rev: 1, issuedAt: before?.['issuedAt'], refreshedAt: '2026-12-08T09:00:00.000Z' });
    expect(tokenRow(w)?.['sealed']).not.toBe(before?.['sealed']);
    expect(w.dump('vault').map(({ sk }) => sk)).toEqual(['2']);
    expect(stored(w, 'connection')).toMatchObject([{ keyVersion: 2, rev: 2, tokenExpiresAt: '2027-02-06T09:00:00.000Z' }]);
    expect(events(w, 'token_refreshed')).toHaveLength(1);
    expect(w.mails).toEqual([]);
    await signInAgain(w, browser);
    expect(await healthOf(browser)).toMatchObject({
      state: 'good',
      valid_until: '2027-02-06T09:00:00.000Z',
      last_refresh_at: '2026-12-08T09:00:00.000Z',
      last_refresh_failed_at: null,
      grant_ends_at: '2027-03-08T09:00:00.000Z',
    });
  });

  it('goes on for years, one refresh in 15 days, and posts go out with the newest token', async () => {
    const w = world();
    const { connectionId } = await connected(w);

    await liveDays(w, 2 * 365);
    const browser = w.browser();
    await signInAgain(w, browser);
    const post = await write(browser, [connectionId]);
    await approve(browser, post);
    await w.deliver('publish');

    expect(w.platform.calls.refresh).toBe(48);
    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('never puts a token or a plain key into what is stored, logged or mailed', async () => {
    const w = world();
    await connected(w);
    w.platform.next.refresh.push(down(), down());

    await liveDays(w, 40);

    const sinks = [w.stored(), ...w.logs, JSON.stringify(w.mails), JSON.stringify(w.queued)].join('\n');
    expect(w.platform.tokens.length).toBeGreaterThan(2);
    for (const token of w.platform.tokens) expect(sinks).not.toContain(token);
    expect(w.keyService.handedOut.every((key) => key.every((byte) => byte === 0))).toBe(true);
  });

  it('tries again in minutes when the platform is away, later each time, and forgets it when it works', async () => {
    const w = world();
    const { browser } = await connected(w);
    w.platform.next.refresh.push(...Array.from({ length: 20 }, down));

    await liveDays(w, 15 + 6 / 24);
    const failing = await (async () => {
      await signInAgain(w, browser);
      return healthOf(browser);
    })();
    const triedInSixHours = w.platform.calls.refresh;
    await liveDays(w, 1);
    await signInAgain(w, browser);

    expect(triedInSixHours).toBeGreaterThan(8);
    expect(triedInSixHours).toBeLessThan(18);
    expect(failing).toMatchObject({ state: 'good', last_refresh_at: null, last_refresh_failed_at: expect.any(String) });
    expect(await healthOf(browser)).toMatchObject({ last_refresh_at: expect.any(String), last_refresh_failed_at: null });
    expect(events(w, 'token_refresh_failed')).toHaveLength(1);
    expect(events(w, 'token_refreshed')).toHaveLength(1);
  });

  it('takes a key service that is away for a failure like any other', async () => {
    const w = world();
    await connected(w);
    const { decryptDataKey } = w.keyService;
    w.keyService.decryptDataKey = async () => {
      throw new AppError('unavailable', 'keys_unavailable', 'away');
    };

    await liveDays(w, 20);
    w.keyService.decryptDataKey = decryptDataKey;
    await liveDays(w, 1);

    expect(tokenRow(w)).toMatchObject({ keyVersion: 2 });
    expect(w.queued).toEqual([]);
  });

  it('T2.9 tells the owner at 14, 7, 3 and 1 days when the platform refuses, in words, once each', async () => {
    const w = world();
    const { browser } = await connected(w);
    w.platform.revoke();

    const told: number[] = [];
    for (let left = 60; left > 0; left -= 1) {
      await liveDays(w, 1);
      if (w.mails.length > told.length) told.push(left);
    }
    await liveDays(w, 30);
    await signInAgain(w, browser);

    expect(told).toEqual([15, 8, 4, 2]);
    const [first] = w.mails;
    expect(w.mails.map(({ to }) => to).slice(0, 4)).toEqual(Array(4).fill('ada@example.org'));
    expect(first?.subject).toBe('@ada.paints on Threads: please connect it again');
    for (const text of [first?.text, first?.html]) {
      expect(text).toContain('in 14 days, on 22 January 2027');
      expect(text).toContain('/connections');
      expect(text).not.toMatch(/#[A-Za-z0-9_-]{43}/);
    }
    expect(w.mails[3]?.text).toContain('within a day');
    expect(await healthOf(browser)).toMatchObject({ state: 'reconnect', last_refresh_at: null });
    expect(events(w, 'token_refresh_failed')).toMatchObject([{ about: { problem: 'reconnect_needed' } }]);
    expect(tokenRow(w)).not.toHaveProperty('due_pk');
  });

  it('asks for a new consent at once where the owner looks, without a mail yet', async () => {
    const w = world();
    const { browser } = await connected(w);
    w.platform.next.refresh.push(new AppError('reconnect', 'reconnect_needed', 'refused'));

    await liveDays(w, 15);
    await signInAgain(w, browser);
    const health = await healthOf(browser);

    expect(health).toMatchObject({ state: 'reconnect' });
    expect(w.mails.filter(({ subject }) => subject.includes('connect it again'))).toEqual([]);
  });

  it('expired: posts are held, and after connecting again they go out by themselves', async () => {
    const w = world();
    const { browser, connectionId } = await connected(w);
    w.platform.revoke();
    await liveDays(w, 61);
    await signInAgain(w, browser);
    const post = await write(browser, [connectionId]);
    await approve(browser, post);
    await w.deliverOne('publish');
    const held = await readPost(browser, post.id);

    const again = await connect(w, browser);
    await w.deliver('publish');

    expect(held.publications).toMatchObject([{ state: 'held', hold_reason: 'reconnect' }]);
    expect(again).toBe(connectionId);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(await healthOf(browser)).toMatchObject({ state: 'good', last_refresh_failed_at: null });
    expect(tokenRow(w)).toHaveProperty('due_pk');
  });

  it('a new consent silences the warnings of the old token, those under way too', async () => {
    const w = world();
    const { browser } = await connected(w);
    w.platform.revoke();
    await liveDays(w, 45);
    const row = tokenRow(w);
    w.clock.advance(Date.parse('2027-01-08T09:00:00.000Z') - w.clock.now().getTime());
    await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: row?.pk.split('#')[1] ?? '', connection_id: row?.sk ?? '' });
    await w.deliver('refresh');
    const waiting = w.queued.filter(({ queue }) => queue === 'mail').length;
    const held = w.queued.splice(0);
    await signInAgain(w, browser);
    w.mails.length = 0;

    await connect(w, browser);
    w.queued.push(...held);
    await w.deliver('mail');

    expect(waiting).toBe(1);
    expect(w.mails).toEqual([]);
  });

  it('T2.9 T7.13 mails once although the message comes five times, and again when the mail was refused', async () => {
    const w = world();
    await connected(w);
    w.platform.revoke();
    await liveDays(w, 45);
    const row = tokenRow(w);
    w.clock.advance(Date.parse('2027-01-08T09:00:00.000Z') - w.clock.now().getTime());
    await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: row?.pk.split('#')[1] ?? '', connection_id: row?.sk ?? '' });
    await w.deliver('refresh');
    const [message] = w.queued;
    for (let i = 0; i < 4; i += 1) w.queued.push({ ...message! });
    const { sendMail } = w.deps;
    let refusals = 0;
    w.deps.sendMail = async () => {
      refusals += 1;
      throw new AppError('unavailable', 'mail_refused', 'too fast');
    };
    await w.deliverOne('mail');
    w.deps.sendMail = sendMail;

    await w.deliver('mail');

    expect(refusals).toBe(1);
    expect(w.mails).toHaveLength(1);
  });

  it('does nothing when a message comes early, twice, late or for a connection that is gone', async () => {
    const w = world();
    const { browser, connectionId } = await connected(w);
    const row = tokenRow(w);
    const message = { kind: 'refresh', user_id: row?.pk.split('#')[1] ?? '', connection_id: connectionId } as const;
    const send = async () => {
      await w.deps.sendMessage('refresh', message);
      await w.deliver('refresh');
    };
    await send();
    const early = w.platform.calls.refresh;
    await liveDays(w, 15);
    await send();
    const twice = w.platform.calls.refresh;
    await disconnectInTheEnd(w, browser, connectionId);
    const before = w.stored();
    await send();

    expect([early, twice, w.platform.calls.refresh]).toEqual([0, 1, 1]);
    expect(w.stored()).toBe(before);
    expect(w.logs.at(-1)).toContain('"outcome":"none"');
  });

  it('I4 leaves no health behind a disconnect, and a refresh that was under way stores nothing', async () => {
    const w = world();
    const { browser, connectionId } = await connected(w);
    await w.deps.commit([
      w.deps.health.put(tokenRow(w)?.pk.split('#')[1] ?? '', connectionId, 'success', { publishedAt: 'x', postId: 'y' }),
    ]);
    w.clock.advance(15 * day);
    await signInAgain(w, browser);
    const { refresh } = w.platform;
    w.platform.refresh = async (token, now) => {
      const granted = await refresh(token, now);
      await disconnectInTheEnd(w, browser, connectionId);
      return granted;
    };

    await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: tokenRow(w)?.pk.split('#')[1] ?? '', connection_id: connectionId });
    await w.deliver('refresh');

    const kinds = new Set(w.dump('main').map(({ kind }) => kind));
    expect([...kinds].filter((kind) => /connection|token|health|remote/.test(kind))).toEqual([]);
    expect(w.dump('vault')).toEqual([]);
    expect(w.logs.at(-1)).toContain('"outcome":"superseded"');
  });

  it('lets go of a connection that is being disconnected', async () => {
    const w = world();
    const { connectionId } = await connected(w);
    const userId = tokenRow(w)?.pk.split('#')[1] ?? '';
    const connection = await w.deps.connections.get(userId, connectionId);
    await w.deps.commit([w.deps.connections.replace({ ...connection!, state: 'disconnecting', epoch: 2, rev: 2 })]);

    await liveDays(w, 30);

    expect(w.platform.calls.refresh).toBe(0);
    expect(tokenRow(w)).not.toHaveProperty('due_pk');
  });

  it('leaves a token alone that was stored before refreshing existed: it works to its end', async () => {
    const w = world();
    const { browser, connectionId, post } = await withDraft(w);
    const row = tokenRow(w);
    const newer = ['issuedAt', 'dueAt', 'due_pk', 'due_sk', 'rev'];
    const old = Object.fromEntries(Object.entries(row!).filter(([name]) => !newer.includes(name)));
    await w.deps.commit([{ op: 'put', table: 'main', item: { ...old, pk: row!.pk, sk: row!.sk, kind: 'token', v: 1 } }]);

    await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: row!.pk.split('#')[1] ?? '', connection_id: connectionId });
    await w.deliver('refresh');
    await approve(browser, post);
    await w.deliver('publish');

    expect(w.platform.calls.refresh).toBe(0);
    expect((await readPost(browser, post.id)).status).toBe('published');
  });
});

describe('a new consent while a refresh is under way', () => {
  it('T2.9 wins, whichever is stored first', async () => {
    for (const isRefreshFirst of [true, false]) {
      const w = world();
      const { browser, connectionId } = await connected(w);
      w.clock.advance(15 * day);
      await signInAgain(w, browser);
      const state = await authorize(browser);
      const consenting = () => callback(browser, { state, code: w.platform.consent() });
      if (!isRefreshFirst) {
        const { refresh } = w.platform;
        w.platform.refresh = async (token, now) => {
          const granted = await refresh(token, now);
          await consenting();
          return granted;
        };
      }
      await w.deps.sendMessage('refresh', { kind: 'refresh', user_id: tokenRow(w)?.pk.split('#')[1] ?? '', connection_id: connectionId });

      await w.deliver('refresh');
      if (isRefreshFirst) await consenting();

      const userId = tokenRow(w)?.pk.split('#')[1] ?? '';
      const connection = await w.deps.connections.get(userId, connectionId);
      expect(tokenRow(w)).toMatchObject({ keyVersion: connection?.keyVersion, issuedAt: w.clock.now().toISOString() });
      expect(tokenRow(w)).not.toHaveProperty('refreshedAt');
      expect(w.dump('vault')).toHaveLength(1);
    }
  });
});

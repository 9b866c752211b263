/** Containers of the sandbox: what can be published, by whom, how often, and how many in a day. */
import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import { containerLifeMs, newSandboxPostId, sandboxQuotaTotal, sandboxQuotaWindowMs, threadOf } from '../../../../lib/core/sandbox.ts';
import { anId, startAt } from '../../../support/builders.ts';
import { type PretendSandbox, postsOf, pretendSandbox, tokenFor } from './pretend-sandbox.ts';

const content: Content = { text: 'Bridges in the rain.', media: [], options: {} };

async function containerOf({ platform }: PretendSandbox, token: string, of = content): Promise<string> {
  const made = await platform.create(token, of);
  if (made.kind !== 'ok') throw new Error(made.failure);
  return made.value;
}

/** A connected account with a container that is ready. */
async function ready(pretend = pretendSandbox()) {
  const token = await tokenFor(pretend);
  const container = await containerOf(pretend, token);
  pretend.advance(1_000);
  return { ...pretend, pretend, token, container, memo: { container_id: container } };
}

describe('a container', () => {
  it('is ready a second after it was made, and not published before', async () => {
    const pretend = pretendSandbox();
    const token = await tokenFor(pretend);
    const container = await containerOf(pretend, token);

    pretend.advance(999);
    const early = await pretend.platform.publish(token, container);
    pretend.advance(1);
    const inTime = await pretend.platform.publish(token, container);

    expect(early).toEqual({ kind: 'refused', failure: 'not_ready' });
    expect(inTime.kind).toBe('ok');
  });

  it('is lost after a day', async () => {
    const { pretend, provider, token, memo } = await ready();

    pretend.advance(containerLifeMs - 1_000);
    const looked = await provider.prepare(token, { content, memo, polls: 1, now: pretend.now() });
    const sent = await provider.send(token, memo);

    expect(looked).toEqual({ kind: 'gone' });
    expect(sent).toMatchObject({ kind: 'refused', failure: { code: 'not_ready' } });
    expect(postsOf(pretend)).toEqual([]);
  });

  it('becomes one post, however often it is published', async () => {
    const { pretend, platform, token, container } = await ready();

    const ends = [await platform.publish(token, container), await platform.publish(token, container)];

    expect(ends[1]).toEqual(ends[0]);
    expect(postsOf(pretend)).toHaveLength(1);
  });

  it('becomes one post when two publish it at once, and both learn which', async () => {
    const { pretend, platform, token, container } = await ready();

    const ends = await Promise.all([platform.publish(token, container), platform.publish(token, container)]);

    expect(postsOf(pretend)).toHaveLength(1);
    expect(ends).toEqual(ends.map(() => ({ kind: 'ok', value: postsOf(pretend)[0]?.id })));
  });

  it('belongs to its account: for another one it is not there', async () => {
    const { pretend, platform, provider, container, memo } = await ready();
    const eve = await tokenFor(pretend, anId('usr', 9));

    const looked = await platform.status(eve, container);
    const sent = await provider.send(eve, memo);

    expect(looked).toEqual({ kind: 'ok', value: { state: 'lost' } });
    expect(sent).toMatchObject({ kind: 'refused', failure: { code: 'not_ready' } });
    expect(postsOf(pretend)).toEqual([]);
  });

  it('is not published by a token that is taken back at the last moment', async () => {
    const { pretend, provider, token, memo } = await ready();
    pretend.hooks.beforeCommit = async () => pretend.store.forget(pretend.accountId);

    const sent = await provider.send(token, memo);

    expect(sent).toMatchObject({ kind: 'refused', again: false, failure: { code: 'reconnect_needed' } });
    expect(pretend.db.dump('main')).toEqual([]);
  });

  it('is not made by a token that is taken back at the last moment', async () => {
    const pretend = pretendSandbox();
    const token = await tokenFor(pretend);
    pretend.hooks.beforeCommit = async () => pretend.store.forget(pretend.accountId);

    const begun = await pretend.provider.prepare(token, { content, polls: 0, now: pretend.now() });

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code: 'reconnect_needed' } });
    expect(pretend.db.dump('main')).toEqual([]);
  });

  it('needs the permission to publish', async () => {
    const { pretend, provider, token, memo } = await ready();
    pretend.change('sandbox_token', { scopes: [] });

    const begun = await provider.prepare(token, { content, polls: 0, now: pretend.now() });
    const sent = await provider.send(token, memo);

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code: 'permission_missing' } });
    expect(sent).toMatchObject({ kind: 'refused', again: false, failure: { code: 'permission_missing' } });
  });
});

describe('an unclear write', () => {
  it('is unknown when the database fell silent while writing, and is found afterwards', async () => {
    const { pretend, provider, token, memo } = await ready();
    const sentAt = pretend.now();
    let isFirst = true;
    pretend.hooks.beforeCommit = async (writes) => {
      if (!isFirst) return;
      isFirst = false;
      await pretend.db.commit(writes);
      throw new Error('socket hang up');
    };

    const sent = await provider.send(token, memo);
    const found = await provider.find(token, { memo, content, sentAt, since: sentAt, now: pretend.now(), isAlone: true });

    expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'outcome_unclear', provider: { call: 'publish', error: 'Error' } } });
    expect(found).toMatchObject({ kind: 'published', remoteId: postsOf(pretend)[0]?.id });
  });

  it('is surely none when the database fell silent before it', async () => {
    const { pretend, provider, token, memo } = await ready();
    const { grant } = pretend.store;
    pretend.store.grant = async () => {
      pretend.store.grant = grant;
      throw new Error('socket hang up');
    };

    const sent = await provider.send(token, memo);
    const again = await provider.send(token, memo);

    expect(sent).toMatchObject({ kind: 'refused', again: true, failure: { code: 'provider_unavailable' } });
    expect(again.kind).toBe('sent');
  });

  it('is believed to be none once ten minutes have passed, and lost with its container', async () => {
    const { pretend, provider, token, memo } = await ready();
    const sentAt = pretend.now();
    const find = () => provider.find(token, { memo, content, sentAt, since: sentAt, now: pretend.now(), isAlone: true });

    pretend.advance(599_999);
    const early = await find();
    pretend.advance(1);
    const late = await find();
    pretend.advance(containerLifeMs);
    const lost = await find();

    expect(early).toMatchObject({ kind: 'unclear' });
    expect([late, lost]).toMatchObject([
      { kind: 'absent', usable: true },
      { kind: 'absent', usable: false },
    ]);
  });
});

describe('the quota of the sandbox', () => {
  it('T7.8 ends at 250 posts within any 24 hours, and begins again as they grow old', async () => {
    const { pretend, provider, platform, token, container } = await ready();
    await platform.publish(token, container);
    pretend.advance(3_600_000);
    const spare = await containerOf(pretend, token);
    pretend.advance(1_000);
    for (let i = 1; i < sandboxQuotaTotal; i += 1) {
      const next = await containerOf(pretend, token);
      pretend.advance(1_000);
      await platform.publish(token, next);
    }

    const full = await provider.send(token, { container_id: spare });
    const quota = await provider.quota(token, content);
    pretend.advance(startAt.getTime() + 1_000 + sandboxQuotaWindowMs - pretend.now().getTime());
    const later = await provider.send(token, { container_id: spare });

    expect(full).toMatchObject({ kind: 'refused', again: true, failure: { code: 'quota_reached' } });
    expect(quota).toEqual({ used: sandboxQuotaTotal, total: sandboxQuotaTotal, windowMs: sandboxQuotaWindowMs });
    expect(later.kind).toBe('sent');
    expect(postsOf(pretend)).toHaveLength(sandboxQuotaTotal + 1);
  });

  it('lets only one of two posts have the last place', async () => {
    const { pretend, platform, token, container } = await ready();
    const other = await containerOf(pretend, token);
    const recent = Array.from({ length: sandboxQuotaTotal - 1 }, () => pretend.now().getTime());
    await pretend.db.commit([pretend.store.putQuota(pretend.accountId, { rev: 1, publishedAt: recent })]);
    pretend.advance(1_000);

    const ends = await Promise.all([platform.publish(token, container), platform.publish(token, other)]);

    expect(ends.map(({ kind }) => kind).sort()).toEqual(['ok', 'refused']);
    expect(postsOf(pretend)).toHaveLength(1);
  });
});

describe('ids of posts', () => {
  it('are digits that sort by time, and an answer begins with the id of its thread', () => {
    const first = newSandboxPostId(startAt, Uint8Array.of(255, 255, 255, 255));
    const later = newSandboxPostId(new Date(startAt.getTime() + 1), Uint8Array.of(0, 0, 0, 0));
    const answer = newSandboxPostId(startAt, Uint8Array.of(1, 2, 3, 4), first);
    const below = newSandboxPostId(startAt, Uint8Array.of(1, 2, 3, 5), answer);

    expect(later > first).toBe(true);
    expect([first, answer, below].map(threadOf)).toEqual([first, first, first]);
    // What the rules take for the id of a post that is quoted.
    for (const id of [first, later, answer, below]) expect(id).toMatch(/^[1-9]\d{0,39}$/);
    expect(below).not.toBe(answer);
  });
});

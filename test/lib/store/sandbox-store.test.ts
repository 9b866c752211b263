/** The sandbox's records in memory, and how long each row may stay by itself. */
import { describe, expect, it } from 'vitest';
import { sandboxQuotaWindowMs } from '../../../lib/core/sandbox.ts';
import { ttlOf } from '../../../lib/store/keys.ts';
import { sandboxStore } from '../../../lib/store/sandbox-store.ts';
import { sandboxStoreContract } from '../../contract/sandbox-store.ts';
import { inMs, startAt } from '../../support/builders.ts';
import { memoryDatabase } from '../../support/memory-database.ts';

const db = memoryDatabase();
sandboxStoreContract('memory', async () => db);

describe('rows of the sandbox', () => {
  it('go by themselves: grants at their end, containers after two days, counts after the window, posts never', async () => {
    const own = memoryDatabase();
    const store = sandboxStore(own);
    const content = { text: 'Bridges.', media: [], options: {} };
    await own.commit([
      store.createGrant('a', 'h', { use: 'code', scopes: [], expiresAt: inMs(60_000).toISOString() }),
      store.createContainer('a', { ...content, id: 'c', createdAt: startAt.toISOString(), rev: 1 }),
      store.createPost('a', { ...content, id: '1'.repeat(19), publishedAt: startAt.toISOString() }),
      store.putQuota('a', { rev: 1, publishedAt: [inMs(5_000).getTime(), startAt.getTime()] }),
    ]);

    const ttls = Object.fromEntries(own.dump('main').map(({ kind, ttl }) => [kind, ttl]));

    expect(ttls).toEqual({
      sandbox_code: ttlOf(inMs(60_000)),
      sandbox_container: ttlOf(inMs(2 * 24 * 3_600_000)),
      sandbox_quota: ttlOf(inMs(5_000 + sandboxQuotaWindowMs)),
      sandbox_post: undefined,
    });
  });
});

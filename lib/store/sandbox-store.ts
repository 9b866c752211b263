/** The sandbox's records: grants by the hash of their secret, and all else of one account in one partition. */
import * as z from 'zod/mini';
import type { Database, Key, QueryInput } from '../core/ports.ts';
import {
  containerLifeMs,
  type SandboxContainer,
  type SandboxPost,
  type SandboxStore,
  sandboxContainerSchema,
  sandboxGrantSchema,
  sandboxPostSchema,
  sandboxQuotaSchema,
  sandboxQuotaWindowMs,
} from '../core/sandbox.ts';
import { fromItem, toItem } from './item.ts';
import { keys, sandboxRecords } from './keys.ts';

/** A used container is kept a day longer than it could be used, so that its outcome can be looked up. */
const keptMs = 2 * containerLifeMs;
/** A transaction takes at most a hundred writes. */
const removedAtOnce = 50;

const containerItem = (accountId: string, container: SandboxContainer) =>
  toItem('sandbox_container', keys.sandbox(accountId, sandboxRecords.container(container.id)), container, {
    expiresAt: new Date(Date.parse(container.createdAt) + keptMs),
  });

/** Every key of one partition. */
async function keysOf(db: Database, pk: string): Promise<Key[]> {
  const all: Key[] = [];
  let after: string | undefined;
  do {
    const page = await db.query({ table: 'main', pk, ...(after === undefined ? {} : { after }) });
    all.push(...page.items.map(({ sk }) => ({ pk, sk })));
    after = page.next;
  } while (after !== undefined);
  return all;
}

async function removeAll(db: Database, pk: string): Promise<void> {
  const rows = await keysOf(db, pk);
  for (let i = 0; i < rows.length; i += removedAtOnce) {
    await db.commit(rows.slice(i, i + removedAtOnce).map((key) => ({ op: 'delete', table: 'main', key })));
  }
}

async function allPosts(db: Database, accountId: string, skPrefix: string): Promise<SandboxPost[]> {
  const posts: SandboxPost[] = [];
  const input: QueryInput = { table: 'main', pk: keys.sandbox(accountId, skPrefix).pk, skPrefix };
  let after: string | undefined;
  do {
    const page = await db.query(after === undefined ? input : { ...input, after });
    posts.push(...page.items.map((item) => z.parse(sandboxPostSchema, item)));
    after = page.next;
  } while (after !== undefined);
  return posts;
}

const reads = (db: Database): Pick<SandboxStore, 'grant' | 'container' | 'post' | 'quota' | 'threads'> => ({
  grant: async (accountId, secretHash) => fromItem(sandboxGrantSchema, await db.get('main', keys.sandboxGrant(accountId, secretHash))),
  container: async (accountId, id) =>
    fromItem(sandboxContainerSchema, await db.get('main', keys.sandbox(accountId, sandboxRecords.container(id)))),
  post: async (accountId, id) => fromItem(sandboxPostSchema, await db.get('main', keys.sandbox(accountId, sandboxRecords.post(id)))),
  quota: async (accountId) => fromItem(sandboxQuotaSchema, await db.get('main', keys.sandbox(accountId, sandboxRecords.quota))),

  threads: async (accountId, limit, after) => {
    const { pk, sk } = keys.sandbox(accountId, sandboxRecords.post(after ?? ''));
    const from = after === undefined ? {} : { after: sk };
    const skPrefix = sandboxRecords.post('');
    const { items, next } = await db.query({ table: 'main', pk, skPrefix, limit, descending: true, ...from });
    const posts = items.map((item) => z.parse(sandboxPostSchema, item));
    const threads = await Promise.all(
      posts.map(async (post) => ({ post, replies: await allPosts(db, accountId, sandboxRecords.repliesOf(post.id)) })),
    );
    const last = posts.at(-1)?.id;
    return next === undefined || last === undefined ? { threads } : { threads, next: last };
  },
});

export const sandboxStore = (db: Database): SandboxStore => ({
  ...reads(db),

  createGrant: (accountId, secretHash, grant) => ({
    op: 'put',
    table: 'main',
    item: toItem(`sandbox_${grant.use}`, keys.sandboxGrant(accountId, secretHash), grant, { expiresAt: new Date(grant.expiresAt) }),
    condition: { absent: true },
  }),

  consumeGrant: (accountId, secretHash, { expiresAt }) => ({
    op: 'delete',
    table: 'main',
    key: keys.sandboxGrant(accountId, secretHash),
    condition: { equals: { expiresAt } },
  }),

  checkGrant: (accountId, secretHash, { expiresAt }) => ({
    op: 'check',
    table: 'main',
    key: keys.sandboxGrant(accountId, secretHash),
    condition: { equals: { expiresAt } },
  }),

  createContainer: (accountId, container) => ({
    op: 'put',
    table: 'main',
    item: containerItem(accountId, container),
    condition: { absent: true },
  }),

  replaceContainer: (accountId, container) => ({
    op: 'put',
    table: 'main',
    item: containerItem(accountId, container),
    condition: { equals: { rev: container.rev - 1 } },
  }),

  createPost: (accountId, post) => ({
    op: 'put',
    table: 'main',
    item: toItem('sandbox_post', keys.sandbox(accountId, sandboxRecords.post(post.id)), post),
    condition: { absent: true },
  }),

  putQuota: (accountId, quota) => ({
    op: 'put',
    table: 'main',
    item: toItem('sandbox_quota', keys.sandbox(accountId, sandboxRecords.quota), quota, {
      expiresAt: new Date(Math.max(0, ...quota.publishedAt) + sandboxQuotaWindowMs),
    }),
    condition: quota.rev === 1 ? { absent: true } : { equals: { rev: quota.rev - 1 } },
  }),

  forget: async (accountId) => {
    await removeAll(db, keys.sandboxGrant(accountId, '').pk);
    await removeAll(db, keys.sandbox(accountId, '').pk);
  },
});

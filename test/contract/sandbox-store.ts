/** What the sandbox's records must keep, in memory and on DynamoDB alike. Cases use accounts of their own, so they can share a database. */
import { describe, expect, it } from 'vitest';
import type { WholeDatabase } from '../../lib/core/ports.ts';
import { newSandboxPostId, type SandboxContainer, type SandboxGrant, type SandboxPost } from '../../lib/core/sandbox.ts';
import { sandboxStore } from '../../lib/store/sandbox-store.ts';
import { inMs, startAt } from '../support/builders.ts';

let accounts = 0;
const newAccount = (): string => {
  accounts += 1;
  return `${String(accounts).padStart(6, '0')}${Math.random().toString(36).slice(2).toUpperCase()}`;
};

const hash = 'c'.repeat(64);
const grant: SandboxGrant = { use: 'token', scopes: ['sandbox_publish'], expiresAt: inMs(1_000).toISOString() };
const code: SandboxGrant = { ...grant, use: 'code', redirectUri: 'https://postora.example/oauth/sandbox/callback' };
const content = {
  text: 'Bridges.',
  media: [{ kind: 'image' as const, url: 'https://pictures.example.org/a.jpg', alt: '' }],
  options: { poll: ['Yes', 'No'] },
};
const container: SandboxContainer = { ...content, id: 'container-1', createdAt: startAt.toISOString(), rev: 1 };
const aPost = (n: number, replyTo?: string): SandboxPost => ({
  ...content,
  id: newSandboxPostId(inMs(n), Uint8Array.of(n), replyTo),
  publishedAt: inMs(n).toISOString(),
  ...(replyTo === undefined ? {} : { replyTo }),
});
const changed = { kind: 'conflict', code: 'changed_meanwhile' };

export function sandboxStoreContract(name: string, open: () => Promise<WholeDatabase>): void {
  const setup = async () => {
    const db = await open();
    return { db, store: sandboxStore(db), account: newAccount() };
  };
  describe(`sandboxStore on ${name}`, () => {
    it('gives back what was stored, and undefined for what is not there', async () => {
      const { db, store, account } = await setup();
      const first = aPost(1);
      const reply = aPost(2, first.id);
      const quota = { rev: 1, publishedAt: [startAt.getTime()] };
      const none = [await store.grant(account, hash), await store.container(account, 'x'), await store.post(account, first.id)];
      const noQuota = await store.quota(account);

      await db.commit([store.createGrant(account, hash, code), store.createContainer(account, container)]);
      await db.commit([store.createPost(account, first), store.createPost(account, reply), store.putQuota(account, quota)]);

      expect([...none, noQuota]).toEqual([undefined, undefined, undefined, undefined]);
      expect(await store.grant(account, hash)).toEqual(code);
      expect(await store.container(account, container.id)).toEqual(container);
      expect([await store.post(account, first.id), await store.post(account, reply.id)]).toEqual([first, reply]);
      expect(await store.quota(account)).toEqual(quota);
      expect(await store.post(newAccount(), first.id)).toBeUndefined();
    });

    it('lets a second writer lose', async () => {
      const { db, store, account } = await setup();
      await db.commit([store.createGrant(account, hash, grant), store.createContainer(account, container)]);
      await db.commit([store.createPost(account, aPost(1)), store.putQuota(account, { rev: 1, publishedAt: [] })]);
      await db.commit([store.replaceContainer(account, { ...container, rev: 2, postId: aPost(1).id })]);
      const gone = newAccount();

      const seconds = [
        store.createGrant(account, hash, grant),
        store.createContainer(account, container),
        store.replaceContainer(account, { ...container, rev: 2 }),
        store.createPost(account, aPost(1)),
        store.putQuota(account, { rev: 1, publishedAt: [] }),
        store.putQuota(account, { rev: 3, publishedAt: [] }),
        store.consumeGrant(gone, hash, grant),
        store.consumeGrant(account, hash, { ...grant, expiresAt: inMs(2_000).toISOString() }),
      ];

      for (const write of seconds) await expect(db.commit([write])).rejects.toMatchObject(changed);
      const stands = [store.checkGrant(gone, hash, grant), store.createPost(gone, aPost(1))];
      await expect(db.commit(stands)).rejects.toMatchObject(changed);
    });

    it('uses a code up', async () => {
      const { db, store, account } = await setup();
      await db.commit([store.createGrant(account, hash, code)]);

      await db.commit([store.consumeGrant(account, hash, code)]);

      expect(await store.grant(account, hash)).toBeUndefined();
    });

    it('gives threads newest first, page by page, each with its answers in order', async () => {
      const { db, store, account } = await setup();
      const firsts = [aPost(10), aPost(20), aPost(30)];
      for (const post of firsts) await db.commit([store.createPost(account, post)]);
      const reply = aPost(40, firsts[0]?.id);
      const below = aPost(50, reply.id);
      await db.commit([store.createPost(account, below), store.createPost(account, reply)]);

      const page = await store.threads(account, 2);
      const rest = await store.threads(account, 2, page.next);

      expect(page.threads.map(({ post }) => post)).toEqual([firsts[2], firsts[1]]);
      expect(page.next).toBe(firsts[1]?.id);
      expect(rest.threads).toEqual([{ post: firsts[0], replies: [reply, below] }]);
      expect(rest.next).toBeUndefined();
    });

    it('forgets one account whole, however much it holds, and no other', async () => {
      const { db, store, account } = await setup();
      const other = newAccount();
      await db.commit([store.createGrant(account, hash, grant), store.createGrant(other, hash, grant)]);
      await db.commit([store.createContainer(account, container), store.putQuota(account, { rev: 1, publishedAt: [] })]);
      for (let n = 0; n < 60; n += 1) await db.commit([store.createPost(account, aPost(n))]);
      await db.commit([store.createPost(account, aPost(99, aPost(0).id)), store.createPost(other, aPost(0))]);

      await store.forget(account);
      await store.forget(account);

      expect(await store.threads(account, 20)).toEqual({ threads: [] });
      expect(await store.post(account, aPost(99, aPost(0).id).id)).toBeUndefined();
      const left = [await store.grant(account, hash), await store.container(account, container.id), await store.quota(account)];
      expect(left).toEqual([undefined, undefined, undefined]);
      expect([await store.grant(other, hash), await store.post(other, aPost(0).id)]).toEqual([grant, aPost(0)]);
    });
  });
}

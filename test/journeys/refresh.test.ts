/** Refreshing on the laptop cloud: timer, queue, rights, key service and the strict simulator, from the template. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SealedToken } from '../../lib/core/connection.ts';
import { isAppError } from '../../lib/core/errors.ts';
import { connectionStore } from '../../lib/store/connection-store.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { tokenStore } from '../../lib/store/token-store.ts';
import type { Cloud } from '../../local/cloud.ts';
import { countHits, storedItems } from '../../local/search-secrets.ts';
import { expectStatus, until, type Visitor } from '../../local/visitor.ts';
import { heapOf } from './heap.ts';
import { aConnection, aPerson, aPost, approve, type Journey, openCloud, settled } from './open-cloud.ts';

const dayMs = 24 * 3_600_000;

function tablesOf(cloud: Cloud) {
  const { accessKeyId, secretAccessKey } = cloud.credentials.admin;
  const client = new DynamoDBClient({ endpoint: cloud.gatewayUrl, region: cloud.region, credentials: { accessKeyId, secretAccessKey } });
  const db = dynamoDatabase(client, { main: cloud.tables.names.find((table) => table.toLowerCase().includes('main')) ?? '' });
  return { db, tokens: tokenStore(db), connections: connectionStore(db) };
}

/** What days of waiting would do: the row is due now. */
async function makeDue(cloud: Cloud, userId: string, connectionId: string, change: Partial<SealedToken> = {}): Promise<void> {
  const { db, tokens } = tablesOf(cloud);
  await until('a row that nobody else writes at this moment', async () => {
    const row = await tokens.get(userId, connectionId);
    if (!row) throw new Error('no token is stored');
    const due = { ...row, ...change, dueAt: cloud.clock.now().toISOString(), rev: row.rev + 1 };
    try {
      await db.commit([tokens.replace(userId, connectionId, row, due)]);
      return true;
    } catch (error) {
      // The refresher was faster: what it stored is read, and made due in its turn.
      if (isAppError(error, 'conflict')) return undefined;
      throw error;
    }
  });
}

const listSchema = z.object({
  data: z.array(z.object({ id: z.string(), health: z.object({ state: z.string(), last_refresh_at: z.string().nullable() }) })),
});
async function healthOf(browser: Visitor, connectionId: string) {
  const { body } = expectStatus(await browser.call('GET', '/v1/connections'), 200);
  return listSchema.parse(body).data.find(({ id }) => id === connectionId)?.health;
}
const userIdOf = async (browser: Visitor): Promise<string> =>
  z.object({ id: z.string() }).parse(expectStatus(await browser.call('GET', '/v1/me'), 200).body).id;

const keySchema = z.object({ Plaintext: z.string() });

describe('refreshing', () => {
  let journey: Journey;
  const dataKeys: string[] = [];
  beforeAll(async () => {
    journey = await openCloud({
      onCall: (_caller, { service }, { body }) => {
        const key = service === 'kms' ? keySchema.safeParse(JSON.parse(body.toString('utf8'))) : undefined;
        if (key?.success) dataKeys.push(key.data.Plaintext);
      },
    });
  });
  afterAll(() => journey.close());

  it('renews a token that is due, shows it, lets posts go out with it, and leaves the token nowhere', async () => {
    const { cloud } = journey;
    const ida = await aPerson(cloud, 'ida@example.org');
    const { connectionId } = await aConnection(cloud, ida, 'ida.renewed');
    const before = (await cloud.threads?.tokens()) ?? [];
    await cloud.threads?.advance(26 * 3_600_000);

    await makeDue(cloud, await userIdOf(ida), connectionId);
    const health = await until('the refresh', async () => {
      const seen = await healthOf(ida, connectionId);
      return seen?.last_refresh_at ? seen : undefined;
    });
    const post = await approve(ida, await aPost(ida, connectionId, 'With a newer token'));
    await settled(ida, post.id, 'published');

    const tokens = (await cloud.threads?.tokens()) ?? [];
    const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
    const messages = ['publishqueue', 'refreshqueue', 'mailqueue'].map((name) => JSON.stringify(cloud.messages(name)));
    expect(health.state).toBe('good');
    expect(tokens.length).toBe(before.length + 1);
    expect(items.filter((item) => item.includes(`DATAKEY#${connectionId}`))).toHaveLength(1);
    expect(countHits(tokens, [...items, ...messages, ...cloud.logs.lines().map(({ text }) => text)])).toBe(0);
  });

  it('T3.3 leaves no token and no key in what a warm function remembers', { timeout: 60_000 }, async () => {
    const { cloud } = journey;
    const tokens = (await cloud.threads?.tokens()) ?? [];
    const found: string[] = [];

    const looked = new Set<string>();
    for (const { function: name, pid } of cloud.processes().filter((one) => /-(connect|refresher|publisher)$/.test(one.function))) {
      const heap = await heapOf(pid);
      looked.add(name);
      for (const secret of [...tokens, ...dataKeys]) if (heap.includes(secret)) found.push(`${name}: ${secret.slice(0, 4)}…`);
      // It is a heap, and texts can be found in it.
      expect(heap).toContain('Bearer ');
    }

    expect([looked.size, tokens.length > 2, dataKeys.length > 4]).toEqual([3, true, true]);
    expect(found).toEqual([]);
  });

  it('T2.9 mails the owner once when Threads refuses and the end is near', async () => {
    const { cloud } = journey;
    const jon = await aPerson(cloud, 'jon@example.org');
    const { connectionId, accountId } = await aConnection(cloud, jon, 'jon.removed');
    const userId = await userIdOf(jon);
    const mailed = () => cloud.mail.list().filter(({ text }) => text.includes('@jon.removed'));
    await cloud.threads?.addFault({ name: 'password_changed', call: 'token_refresh', account: accountId });

    await makeDue(cloud, userId, connectionId, { expiresAt: new Date(cloud.clock.now().getTime() + 6.5 * dayMs).toISOString() });
    await until('the refusal', async () => ((await healthOf(jon, connectionId))?.state === 'reconnect' ? true : undefined));
    const early = mailed().length;
    await makeDue(cloud, userId, connectionId);
    await until('the mail', () => (mailed().length > 0 ? true : undefined));
    await makeDue(cloud, userId, connectionId);
    const rev = async () => (await tablesOf(cloud).tokens.get(userId, connectionId))?.rev ?? 0;
    const dueRev = await rev();
    // The claim and the failure of another attempt.
    await until('one more attempt', async () => (await rev()) >= dueRev + 2 || undefined);

    expect(early).toBe(0);
    expect(mailed()).toHaveLength(1);
    expect(mailed()[0]?.text).toContain(`${cloud.origin}/connections`);
  });
});

/**
 * T3.6: keys are wrapped anew by being replaced: each renewal seals the token under a data key that the key service has just made. Here ten
 * thousand connections are renewed while a hundred posts go out through some of them, and renewers die on the way.
 */
import { describe, expect, it } from 'vitest';
import { withToken } from '../../../lib/app/with-token.ts';
import { type Connection, tokenContext } from '../../../lib/core/connection.ts';
import { freshHealth } from '../../../lib/core/health.ts';
import { firstDueAt } from '../../../lib/core/refresh.ts';
import { lambdaContext } from '../../functions/http-event.ts';
import { approve, connect, signIn, signInAgain, write } from '../../functions/steps.ts';
import { aConnection, anId, aUser } from '../../support/builders.ts';
import { sqsEvent, type World, world } from '../../support/world.ts';
import { seededRandom } from '../random.ts';

const dayMs = 86_400_000;
const rows = 10_000;
const posts = 100;

/** Stored as connecting stores it, of people who do nothing else. */
async function connected(w: World, n: number): Promise<void> {
  const { deps } = w;
  const at = deps.now().toISOString();
  const user = aUser({ id: anId('usr', n), address: `person${n}@example.org` });
  const granted = await deps.providers.threads.exchangeCode({
    code: w.platform.consent({ remoteId: String(n) }),
    redirectUri: '',
    now: deps.now(),
  });
  const expiresAt = granted.expiresAt.toISOString();
  const ids = { id: anId('con', n), userId: user.id, remoteId: String(n), remoteHash: `hash ${n}` };
  const connection = aConnection({ ...ids, keyVersion: 1, rev: 1, tokenExpiresAt: expiresAt, connectedAt: at, consentedAt: at });
  const { sealed, wrapped } = await deps.sealer.seal(granted.accessToken, tokenContext(connection));
  await deps.commit([
    ...deps.users.create(user, `email ${n}`),
    deps.vault.create(connection.id, 1, wrapped),
    ...deps.connections.create(connection),
    deps.tokens.put(user.id, connection.id, {
      sealed,
      keyVersion: 1,
      expiresAt,
      issuedAt: at,
      dueAt: firstDueAt({ expiresAt, issuedAt: at }),
      rev: 1,
    }),
    deps.health.put(user.id, connection.id, 'refresh', freshHealth(at)),
  ]);
}

const wrappedKeys = (w: World): Map<string, string> =>
  new Map(w.dump('vault').map(({ pk, wrapped }) => [pk.slice('DATAKEY#'.length), String(wrapped)]));

/** Every message until it has had its effect, ten at a time, with a post on its way in between. @returns how often a renewer died. */
async function renewAll(w: World, connections: readonly Connection[], random: ReturnType<typeof seededRandom>): Promise<number> {
  let deaths = 0;
  w.hooks.beforeCommit = async (writes) => {
    const isRenewal = writes.some((write) => write.op === 'put' && write.item.kind === 'token');
    if (!isRenewal || random.between(0, 199) !== 0) return;
    deaths += 1;
    throw new Error('the process died');
  };
  let open = connections.map(({ userId, id }) => ({ kind: 'refresh', user_id: userId, connection_id: id }));
  for (let rounds = 0; open.length > 0; rounds += 1) {
    const failed: typeof open = [];
    for (let i = 0; i < open.length; i += 10) {
      const batch = open.slice(i, i + 10);
      const [{ batchItemFailures }] = await Promise.all([
        w.as('refresher', w.queues.refresh)(sqsEvent(batch), lambdaContext),
        w.deliverOne('publish'),
      ]);
      failed.push(...batchItemFailures.flatMap(({ itemIdentifier }) => batch[Number(itemIdentifier.split('-')[1]) - 1] ?? []));
    }
    open = failed;
    // What a dead one had claimed is looked at again later.
    w.clock.advance(20 * 60_000);
    if (rounds > 50) throw new Error(`${open.length} renewals never came through`);
  }
  w.hooks.beforeCommit = async () => undefined;
  return deaths;
}

describe('renewing every connection while posts go out', () => {
  it('T3.6 wraps ten thousand keys anew during a hundred publications, without one that fails or goes out twice', async () => {
    const w = world();
    const random = seededRandom('rewrap');
    for (let n = 1; n <= rows - posts; n += 1) await connected(w, n);
    const ada = await signIn(w);
    const ids: string[] = [];
    for (let n = 1; n <= posts; n += 1) ids.push(await connect(w, ada, { remoteId: `9${String(n).padStart(6, '0')}` }));
    const before = wrappedKeys(w);
    w.clock.advance(16 * dayMs);
    await w.sweep();
    await signInAgain(w, ada);
    for (const [n, id] of ids.entries()) await approve(ada, await write(ada, [id], `Post ${n}`));
    const connections = w.dump('main').flatMap((item) => (item.kind === 'connection' ? [item as unknown as Connection] : []));

    const deaths = await renewAll(w, connections, random);
    await w.live(10);

    const after = wrappedKeys(w);
    expect([before.size, after.size, w.dump('vault').length]).toEqual([rows, rows, rows]);
    expect([...after].filter(([id, wrapped]) => before.get(id) === wrapped)).toEqual([]);
    expect(new Set(w.platform.posts.map(({ text }) => text)).size).toBe(posts);
    expect(w.platform.posts).toHaveLength(posts);
    expect(deaths).toBeGreaterThan(20);
    for (const { userId, id } of connections) {
      const connection = await w.deps.connections.get(userId, id);
      expect(connection && (await withToken(w.deps, connection, async (token) => w.platform.tokens.includes(token)))).toBe(true);
    }
  });
});

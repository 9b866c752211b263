/** The sandbox over the memory database, with a clock that the test moves and a line that can be cut. */
import * as z from 'zod/mini';
import { AppError } from '../../../../lib/core/errors.ts';
import type { Item, Write } from '../../../../lib/core/ports.ts';
import { type SandboxPost, sandboxAccountOf, sandboxPostSchema } from '../../../../lib/core/sandbox.ts';
import { type SandboxPlatform, sandboxPlatform } from '../../../../lib/providers/sandbox/platform.ts';
import { sandbox } from '../../../../lib/providers/sandbox/sandbox.ts';
import { sandboxStore } from '../../../../lib/store/sandbox-store.ts';
import { anId, seededBytes, startAt } from '../../../support/builders.ts';
import { memoryDatabase } from '../../../support/memory-database.ts';

export const publicOrigin = 'https://postora.example';
export const mediaOrigin = 'https://media.postora.example';
export const redirectUri = `${publicOrigin}/oauth/sandbox/callback`;
export const userId = anId('usr', 7);

type Call = keyof SandboxPlatform;
const writing: readonly Call[] = ['authorize', 'exchange', 'renew', 'create', 'publish'];

/** A line between adapter and platform that loses answers or requests, and counts. */
function faultyLine(platform: SandboxPlatform) {
  const line = { loseNext: false, cutNext: false, all: 0, writes: 0 };
  const through =
    <A extends unknown[], R>(name: Call, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      line.all += 1;
      if (writing.includes(name)) line.writes += 1;
      if (line.cutNext) {
        line.cutNext = false;
        throw new AppError('unavailable', 'database_busy', 'Please try again in a moment.');
      }
      const answer = await call(...args);
      if (!line.loseNext) return answer;
      line.loseNext = false;
      throw new Error('socket hang up');
    };
  const seen: SandboxPlatform = {
    authorize: through('authorize', platform.authorize),
    exchange: through('exchange', platform.exchange),
    renew: through('renew', platform.renew),
    me: through('me', platform.me),
    create: through('create', platform.create),
    status: through('status', platform.status),
    publish: through('publish', platform.publish),
    post: through('post', platform.post),
    quota: through('quota', platform.quota),
  };
  return { line, seen };
}

/** `beforeCommit` lets a test step in just before a write. */
export function pretendSandbox(seed = 1) {
  let atMs = startAt.getTime();
  const db = memoryDatabase();
  const store = sandboxStore(db);
  const now = () => new Date(atMs);
  const hooks = { beforeCommit: async (_: readonly Write[]): Promise<void> => undefined };
  const commit = async (writes: readonly Write[]): Promise<void> => {
    await hooks.beforeCommit(writes);
    return db.commit(writes);
  };
  const platform = sandboxPlatform({ store, commit, now, randomBytes: seededBytes(seed), mediaOrigin });
  const { line, seen } = faultyLine(platform);
  const rows = (kind: string): Item[] => db.dump('main').filter((item) => item.kind === kind);
  return {
    db,
    store,
    hooks,
    now,
    advance: (ms: number) => {
      atMs += ms;
    },
    line,
    rows,
    platform,
    accountId: sandboxAccountOf(userId),
    provider: sandbox({ platform: seen, publicOrigin }),
    /** Takes rows away from under the platform, as nobody can through its calls. */
    drop: (isDropped: (item: Item) => boolean) =>
      db.restore(
        'main',
        db.dump('main').filter((item) => !isDropped(item)),
      ),
    change: (kind: string, change: Record<string, unknown>) =>
      db.restore(
        'main',
        db.dump('main').map((item) => (item.kind === kind ? { ...item, ...change } : item)),
      ),
  };
}
export type PretendSandbox = ReturnType<typeof pretendSandbox>;

/** One click, by this user. */
export async function codeFor({ provider }: Pick<PretendSandbox, 'provider'>, by = userId): Promise<string> {
  const url = new URL(await provider.authorizationUrl({ state: 'state-1', redirectUri, userId: by }));
  return url.searchParams.get('code') ?? '';
}

export async function tokenFor(pretend: Pick<PretendSandbox, 'provider' | 'now'>, by = userId): Promise<string> {
  const code = await codeFor(pretend, by);
  return (await pretend.provider.exchangeCode({ code, redirectUri, now: pretend.now() })).accessToken;
}

export const postsOf = ({ rows }: PretendSandbox): SandboxPost[] => rows('sandbox_post').map((item) => z.parse(sandboxPostSchema, item));

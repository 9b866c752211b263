/** Stores a refreshed token under a new data key: one transaction, in which the old key goes. Of two racing tokens the newer one stays. */
import { type Connection, type SealedToken, tokenContext } from '../core/connection.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { Granted } from '../core/provider.ts';
import { firstDueAt } from '../core/refresh.ts';
import type { User } from '../core/user.ts';
import type { Commits, Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

export type StoreRefreshedDeps = Pick<
  Deps,
  'now' | 'randomBytes' | 'users' | 'connections' | 'tokens' | 'vault' | 'health' | 'events' | 'sealer'
> &
  Commits<'main' | 'vault'>;

type Stored = { connection: Connection; token: SealedToken };
type Fresh = { user: User; granted: Granted };

/** Enough for two refreshers and a new consent at once: each try that fails means that somebody else has come through. */
const maxTries = 5;

const stopped = (): AppError => new AppError('conflict', 'stopped', 'This connection was told to stop.');

async function put(deps: StoreRefreshedDeps, { connection, token }: Stored, { user, granted }: Fresh): Promise<void> {
  const { id, userId } = connection;
  const at = deps.now().toISOString();
  const keyVersion = connection.keyVersion + 1;
  const next: Connection = { ...connection, keyVersion, tokenExpiresAt: granted.expiresAt.toISOString(), rev: connection.rev + 1 };
  const { sealed, wrapped } = await deps.sealer.seal(granted.accessToken, tokenContext(next));
  const life = { ...token, refreshedAt: at, expiresAt: next.tokenExpiresAt };
  await deps.commit([
    deps.users.checkEpoch(userId, user.epoch, stopped()),
    deps.vault.create(id, keyVersion, wrapped),
    deps.vault.remove(id, token.keyVersion),
    deps.tokens.replace(userId, id, token, { ...life, sealed, keyVersion, dueAt: firstDueAt(life), rev: 1 }),
    deps.connections.replace(next),
    deps.health.put(userId, id, 'refresh', { lastTriedAt: at, lastRefreshedAt: at, failures: 0, warned: [] }),
    eventWrite(deps, userId, 'token_refreshed', { connection: id }),
  ]);
}

async function read(deps: StoreRefreshedDeps, userId: string, id: string): Promise<Stored | undefined> {
  const token = await deps.tokens.get(userId, id);
  const connection = await deps.connections.get(userId, id);
  return token && connection?.state === 'active' ? { token, connection } : undefined;
}

/** The newest consent wins; of the tokens of one consent, the one that ends last. */
const isNewer = (granted: Granted, claimed: SealedToken, present: SealedToken): boolean =>
  present.issuedAt === claimed.issuedAt &&
  (present.keyVersion === claimed.keyVersion || granted.expiresAt.getTime() > Date.parse(present.expiresAt));

/** Worth another try: somebody was faster, or two transactions met. */
const isRace = (error: unknown): boolean =>
  (isAppError(error, 'conflict') && error.code !== 'stopped') || isAppError(error, 'unavailable', 'database_busy');

/** @returns false when a newer token was stored meanwhile, or the connection was told to stop: then ours is forgotten. */
export async function storeRefreshed(deps: StoreRefreshedDeps, claimed: Stored, fresh: Fresh): Promise<boolean> {
  let present: Stored | undefined = claimed;
  for (let tries = 1; present && isNewer(fresh.granted, claimed.token, present.token); tries += 1) {
    try {
      await put(deps, present, fresh);
      return true;
    } catch (error) {
      if (isAppError(error, 'conflict', 'stopped')) return false;
      if (!isRace(error) || tries === maxTries) throw error;
    }
    present = await read(deps, claimed.connection.userId, claimed.connection.id);
  }
  return false;
}

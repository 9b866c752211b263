/** Opens a connection's token for one callback. Nothing else opens tokens; nothing keeps one. */
import { type Connection, tokenContext } from '../core/connection.ts';
import { AppError } from '../core/errors.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'tokens' | 'vault' | 'sealer'>;

const notUsable = (code: string): AppError =>
  new AppError('reconnect', code, 'The stored connection cannot be used any more. Connect again.');

/** Token row and data key of one version; reconnecting replaces both at once, so a torn read is read again once. */
async function readSealed({ tokens, vault }: Needs, { userId, id }: Connection) {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const token = await tokens.get(userId, id);
    if (!token) throw notUsable('token_missing');
    const wrapped = await vault.get(id, token.keyVersion);
    if (wrapped) return { token, wrapped };
  }
  throw notUsable('token_missing');
}

/** @throws {AppError} `reconnect` when there is no token, it has expired, or its seal does not hold. */
export async function withToken<T>(
  deps: Needs,
  connection: Connection,
  use: (token: string, keyVersion: number) => Promise<T>,
): Promise<T> {
  const { token, wrapped } = await readSealed(deps, connection);
  if (deps.now() >= new Date(token.expiresAt)) throw notUsable('token_expired');
  const opened = await deps.sealer.open(token.sealed, wrapped, tokenContext({ ...connection, keyVersion: token.keyVersion }));
  try {
    return await use(Buffer.from(opened).toString('utf8'), token.keyVersion);
  } finally {
    opened.fill(0);
  }
}

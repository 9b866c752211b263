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

type Opened = { bytes: Uint8Array; token: string; keyVersion: number; expiresAt: Date };

async function open(deps: Needs, connection: Connection): Promise<Opened> {
  const { token: row, wrapped } = await readSealed(deps, connection);
  const { keyVersion } = row;
  const expiresAt = new Date(row.expiresAt);
  if (deps.now() >= expiresAt) throw notUsable('token_expired');
  const bytes = await deps.sealer.open(row.sealed, wrapped, tokenContext({ ...connection, keyVersion }));
  return { bytes, token: Buffer.from(bytes).toString('utf8'), keyVersion, expiresAt };
}

/** @throws {AppError} `reconnect` when there is no token, it has expired, or its seal does not hold. */
export async function withToken<T>(
  deps: Needs,
  connection: Connection,
  use: (token: string, keyVersion: number) => Promise<T>,
): Promise<T> {
  const { bytes, token, keyVersion } = await open(deps, connection);
  try {
    return await use(token, keyVersion);
  } finally {
    bytes.fill(0);
  }
}

/** @throws {AppError} as `withToken` */
export type OpenToken = (connection: Connection) => Promise<string>;

/** Like `withToken` for a callback that may do without: the token of its one connection is opened when it is first asked for. */
export async function withTokenOnDemand<T>(deps: Needs, use: (openToken: OpenToken) => Promise<T>): Promise<T> {
  let opened: (Opened & { id: string }) | undefined;
  try {
    return await use(async (connection) => {
      opened ??= { ...(await open(deps, connection)), id: connection.id };
      if (opened.id !== connection.id) throw new Error('one callback uses one connection');
      if (deps.now() >= opened.expiresAt) throw notUsable('token_expired');
      return opened.token;
    });
  } finally {
    opened?.bytes.fill(0);
  }
}

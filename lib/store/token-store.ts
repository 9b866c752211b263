/** Sealed tokens: ciphertext only; what opens them is in the vault and at the key service. */
import { type SealedToken, sealedTokenSchema } from '../core/connection.ts';
import type { Database, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const tokenStore = (db: Database) => ({
  get: async (userId: string, connectionId: string): Promise<SealedToken | undefined> =>
    fromItem(sealedTokenSchema, await db.get('main', keys.token(userId, connectionId))),

  put: (userId: string, connectionId: string, token: SealedToken): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('token', keys.token(userId, connectionId), token),
  }),
});
export type TokenStore = ReturnType<typeof tokenStore>;

/** Sealed tokens: ciphertext only; what opens them is in the vault and at the key service. In the `due` index until they have expired. */
import { type SealedToken, sealedTokenSchema, tokenMoved } from '../core/connection.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const itemOf = (userId: string, connectionId: string, token: SealedToken) => {
  const due = token.dueAt === undefined ? {} : { due: dueKeys(new Date(token.dueAt), 'token', `${userId}#${connectionId}`) };
  return toItem('token', keys.token(userId, connectionId), token, due);
};

export const tokenStore = (db: Database) => ({
  get: async (userId: string, connectionId: string): Promise<SealedToken | undefined> =>
    fromItem(sealedTokenSchema, await db.get('main', keys.token(userId, connectionId))),

  /** A new consent: it wins over whatever is there. Its key version is new, so whoever has read the old row can no longer replace it. */
  put: (userId: string, connectionId: string, token: SealedToken): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(userId, connectionId, token),
  }),

  /** `next` in the place of `present`, if that is what is there. */
  replace: (userId: string, connectionId: string, present: SealedToken, next: SealedToken): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(userId, connectionId, next),
    condition: { equals: { keyVersion: present.keyVersion, rev: present.rev } },
    onConflict: tokenMoved(),
  }),
});
export type TokenStore = ReturnType<typeof tokenStore>;

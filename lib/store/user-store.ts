/** Users and the keyed hash of their address, which is unique. */
import { AppError } from '../core/errors.ts';
import type { Database, Write } from '../core/ports.ts';
import { type User, userSchema } from '../core/user.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const userStore = (db: Database) => ({
  get: async (userId: string): Promise<User | undefined> => fromItem(userSchema, await db.get('main', keys.user(userId))),

  /** The user id on file for an address. */
  idByEmail: async (emailHash: string): Promise<string | undefined> => {
    const item = await db.get('main', keys.email(emailHash));
    return typeof item?.['userId'] === 'string' ? item['userId'] : undefined;
  },

  create: (user: User, emailHash: string): Write[] => {
    const onConflict = new AppError('conflict', 'user_exists', 'This address has an account already.');
    const condition = { absent: true } as const;
    return [
      { op: 'put', table: 'main', item: toItem('user', keys.user(user.id), user), condition, onConflict },
      { op: 'put', table: 'main', item: toItem('email', keys.email(emailHash), { userId: user.id }), condition, onConflict },
    ];
  },

  /** A new epoch: whatever was begun under the present one ends. */
  replace: (user: User, present: Pick<User, 'epoch'>, onConflict: Error): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('user', keys.user(user.id), user),
    condition: { equals: { epoch: present.epoch } },
    onConflict,
  }),

  /** The user still exists and nobody has told everything to stop. */
  checkEpoch: (userId: string, epoch: number, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.user(userId),
    condition: { equals: { epoch } },
    onConflict,
  }),
});
export type UserStore = ReturnType<typeof userStore>;

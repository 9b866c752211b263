/** Deletions by their code: in the `due` index until they are done, and then once more when their receipt goes. */
import { type Deletion, deletionMoved, deletionSchema } from '../core/deletion.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const itemOf = (deletion: Deletion) =>
  toItem('deletion', keys.deletion(deletion.code), deletion, {
    due: dueKeys(new Date(deletion.dueAt), 'deletion', deletion.code),
  });

export const deletionStore = (db: Database) => ({
  get: async (code: string): Promise<Deletion | undefined> => fromItem(deletionSchema, await db.get('main', keys.deletion(code))),

  create: (deletion: Deletion): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(deletion),
    condition: { absent: true },
    onConflict: deletionMoved(),
  }),

  replace: (deletion: Deletion): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(deletion),
    condition: { equals: { rev: deletion.rev - 1 } },
    onConflict: deletionMoved(),
  }),

  remove: ({ code, rev }: Deletion): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.deletion(code),
    condition: { equals: { rev } },
    onConflict: deletionMoved(),
  }),

  /** Only while no other deletion erases what is this user's; again and again for the same one. */
  lock: (userId: string, code: string, isOurs: boolean): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('erasure', keys.erasure(userId), { code }),
    condition: isOurs ? { equals: { code } } : { absent: true },
  }),
  lockedBy: async (userId: string): Promise<string | undefined> => {
    const item = await db.get('main', keys.erasure(userId));
    return typeof item?.['code'] === 'string' ? item['code'] : undefined;
  },
  unlock: (userId: string): Write => ({ op: 'delete', table: 'main', key: keys.erasure(userId) }),
});
export type DeletionStore = ReturnType<typeof deletionStore>;

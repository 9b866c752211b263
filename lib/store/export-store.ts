/** Exports that were asked for. */
import * as z from 'zod/mini';
import { type Export, exportSchema } from '../core/export.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

/** In the timer until its end: the file has to go first, so the database waits a day longer. */
function itemOf(made: Export) {
  const due = dueKeys(new Date(made.lookAt), 'export', `${made.userId}#${made.id}`);
  const lostAt = new Date(Date.parse(made.expiresAt) + 24 * 3_600_000);
  return toItem('export', keys.export(made.userId, made.id), made, { due, lostAt });
}

export const exportStore = (db: Database) => ({
  get: async (userId: string, exportId: string): Promise<Export | undefined> =>
    fromItem(exportSchema, await db.get('main', keys.export(userId, exportId))),

  /** Newest first. */
  list: async (userId: string): Promise<Export[]> => {
    const { items } = await db.query({ table: 'main', pk: keys.export(userId, '').pk, descending: true });
    return items.map((item) => z.parse(exportSchema, item));
  },

  create: (made: Export): Write => ({ op: 'put', table: 'main', item: itemOf(made), condition: { absent: true } }),
  replace: (made: Export): Write => ({ op: 'put', table: 'main', item: itemOf(made), condition: { equals: { rev: made.rev - 1 } } }),
  remove: (made: Export): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.export(made.userId, made.id),
    condition: { equals: { rev: made.rev } },
  }),
});
export type ExportStore = ReturnType<typeof exportStore>;

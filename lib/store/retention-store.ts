/** What is over: rows of an hour of the index, and how far the erasing has come. */
import * as z from 'zod/mini';
import type { Database, DueIndex, DueRow, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const markSchema = z.object({ emptyThrough: z.number() });

const markItem = (emptyThrough: number) => toItem('retention', keys.retention(), { emptyThrough });

export const retentionStore = (db: Database & DueIndex) => ({
  due: (bucket: string): Promise<DueRow[]> => db.queryDue(bucket),

  /** If it still ends when the index said so: what was renewed meanwhile stays. */
  erase: ({ pk, sk, dueSk }: DueRow): Write => ({
    op: 'delete',
    table: 'main',
    key: { pk, sk },
    condition: { equals: { due_sk: dueSk } },
  }),

  mark: async (): Promise<number | undefined> => fromItem(markSchema, await db.get('main', keys.retention()))?.emptyThrough,
  putMark: (emptyThrough: number): Write => ({ op: 'put', table: 'main', item: markItem(emptyThrough) }),
  /** Of a stage that was never looked through; another tick may have been faster. */
  beginMark: (emptyThrough: number): Write => ({
    op: 'put',
    table: 'main',
    item: markItem(emptyThrough),
    condition: { absent: true },
  }),
});
export type RetentionStore = ReturnType<typeof retentionStore>;

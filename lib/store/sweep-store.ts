/** The sweeper's marks per shard, and the rows of a `due` bucket. */
import * as z from 'zod/mini';
import type { Database, DueIndex, DueRow, Write } from '../core/ports.ts';
import type { SweepMarks } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const marksSchema = z.object({ emptyThrough: z.number(), enqueuedThrough: z.number(), reopenedThrough: z.optional(z.number()) });

export const sweepStore = (db: Database & DueIndex) => ({
  marks: async (shard: number): Promise<SweepMarks | undefined> => fromItem(marksSchema, await db.get('main', keys.sweep(shard))),
  putMarks: (shard: number, marks: SweepMarks): Write => ({ op: 'put', table: 'main', item: toItem('sweep', keys.sweep(shard), marks) }),
  /** The marks of a stage that was never swept; another tick may have been faster. */
  beginMarks: (shard: number, marks: SweepMarks): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('sweep', keys.sweep(shard), marks),
    condition: { absent: true },
  }),
  due: (bucket: string): Promise<DueRow[]> => db.queryDue(bucket),
});
export type SweepStore = ReturnType<typeof sweepStore>;

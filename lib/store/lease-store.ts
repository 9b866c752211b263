/** One publication at a time per connection. Fenced by who holds it and its revision, never by a clock. */
import * as z from 'zod/mini';
import type { Database, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const leaseSchema = z.object({ holder: z.string(), postId: z.string(), rev: z.number() });
export type Lease = z.infer<typeof leaseSchema>;

export const leaseStore = (db: Database) => ({
  get: async (connectionId: string): Promise<Lease | undefined> => fromItem(leaseSchema, await db.get('main', keys.lease(connectionId))),

  /** Takes the lease if it is exactly as it was read (`seen`), or absent. */
  take: (connectionId: string, lease: Omit<Lease, 'rev'>, seen: Lease | undefined, onConflict: Error): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('lease', keys.lease(connectionId), { ...lease, rev: (seen?.rev ?? 0) + 1 }),
    condition: seen ? { equals: { rev: seen.rev, holder: seen.holder } } : { absent: true },
    onConflict,
  }),

  release: (connectionId: string, holder: string): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.lease(connectionId),
    condition: { equals: { holder } },
  }),
});
export type LeaseStore = ReturnType<typeof leaseStore>;

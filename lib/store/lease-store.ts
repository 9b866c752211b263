/** One publication at a time per connection. Fenced by who holds it and its revision, never by a clock. */
import * as z from 'zod/mini';
import type { Database, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const leaseSchema = z.object({ holder: z.string(), postId: z.string(), rev: z.number() });
export type Lease = z.infer<typeof leaseSchema>;

export const leaseStore = (db: Database) => ({
  get: async (connectionId: string): Promise<Lease | undefined> => fromItem(leaseSchema, await db.get('main', keys.lease(connectionId))),

  /** Takes the lease if it is exactly as it was read (`seen`), or absent. `lease.rev` is another one each time that its holder takes it. */
  take: (connectionId: string, lease: Lease, seen: Lease | undefined, onConflict: Error): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('lease', keys.lease(connectionId), lease),
    condition: seen ? { equals: { rev: seen.rev, holder: seen.holder } } : { absent: true },
    onConflict,
  }),

  /** The very lease that was taken. By its holder's name alone a late release would take away the next one that the same holder took. */
  release: (connectionId: string, { holder, rev }: Pick<Lease, 'holder' | 'rev'>): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.lease(connectionId),
    condition: { equals: { holder, rev } },
  }),
});
export type LeaseStore = ReturnType<typeof leaseStore>;

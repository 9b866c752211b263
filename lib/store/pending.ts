/**
 * What waits for somebody under the hash of its own secret (invites, links, OAuth round trips). A second row names it below its owner, so
 * that it can be found when the owner goes; both come and go together.
 */
import type { Condition, Item, Key, Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys } from './keys.ts';

type Pending = { owner: string | undefined; expiresAt: Date; item: Item };

export function createPending({ owner, expiresAt, item }: Pending): Write[] {
  const own: Write = { op: 'put', table: 'main', item, condition: { absent: true } };
  if (owner === undefined) return [own];
  return [own, { op: 'put', table: 'main', item: toItem('pending', keys.pending(owner, item.pk), {}, { expiresAt }) }];
}

type Used = { owner: string | undefined; key: Key; condition: Condition; onConflict: Error };

export function removePending({ owner, key, condition, onConflict }: Used): Write[] {
  const own: Write = { op: 'delete', table: 'main', key, condition, onConflict };
  return owner === undefined ? [own] : [own, { op: 'delete', table: 'main', key: keys.pending(owner, key.pk) }];
}

/** The audit trail: append-only, each line with an expiry. */
import { type Event, eventLifeDays } from '../core/event.ts';
import type { Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys, ttlOf } from './keys.ts';

export const eventStore = () => ({
  record: (event: Event): Write => {
    const expiresAt = new Date(Date.parse(event.at) + eventLifeDays * 24 * 3_600_000);
    const item = toItem('event', keys.event(event.userId, event.id), event, { expiresAt: expiresAt.toISOString(), ttl: ttlOf(expiresAt) });
    return { op: 'put', table: 'main', item };
  },
});
export type EventStore = ReturnType<typeof eventStore>;

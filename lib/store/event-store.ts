/** The audit trail: append-only, each line with an expiry. */
import { type Event, eventLifeDays } from '../core/event.ts';
import type { Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys } from './keys.ts';

export const eventStore = () => ({
  record: (event: Event): Write => {
    const expiresAt = new Date(Date.parse(event.at) + eventLifeDays * 24 * 3_600_000);
    const kept = { ...event, expiresAt: expiresAt.toISOString() };
    const item = toItem('event', keys.event(event.userId, event.id), kept, { expiresAt });
    return { op: 'put', table: 'main', item };
  },
});
export type EventStore = ReturnType<typeof eventStore>;

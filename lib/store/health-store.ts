/** The health of connections: one item per connection and aspect, removed with the connection. */
import * as z from 'zod/mini';
import { type Aspect, type Health, healthSchemas } from '../core/health.ts';
import type { Database, Item, Key, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const aspects = ['refresh', 'told', 'quota', 'success', 'refused'] as const satisfies readonly Aspect[];

const itemOf: { [A in Aspect]: (key: Key, value: NonNullable<Health[A]>) => Item } = {
  refresh: (key, value) => toItem('health_refresh', key, value),
  told: (key, value) => toItem('health_told', key, value),
  quota: (key, value) => toItem('health_quota', key, value),
  success: (key, value) => toItem('health_success', key, value),
  refused: (key, value) => toItem('health_refused', key, value),
};

export const healthStore = (db: Database) => ({
  refresh: async (userId: string, connectionId: string): Promise<Health['refresh']> =>
    fromItem(healthSchemas.refresh, await db.get('main', keys.health(userId, connectionId, 'refresh'))),

  told: async (userId: string, connectionId: string): Promise<Health['told']> =>
    fromItem(healthSchemas.told, await db.get('main', keys.health(userId, connectionId, 'told'))),

  /** All aspects of all connections of a user, by connection id. */
  ofUser: async (userId: string): Promise<Map<string, Health>> => {
    const all = new Map<string, Health>();
    let after: string | undefined;
    do {
      const page = await db.query({ table: 'main', pk: keys.health(userId, '', '').pk, ...(after === undefined ? {} : { after }) });
      for (const item of page.items) {
        const [connectionId = '', name] = item.sk.split('#');
        const aspect = aspects.find((known) => known === name);
        if (aspect) all.set(connectionId, { ...all.get(connectionId), [aspect]: z.parse(healthSchemas[aspect], item) });
      }
      after = page.next;
    } while (after !== undefined);
    return all;
  },

  /** The whole aspect; `refresh` only together with a write of the token row, which says whether it still holds. */
  put: <A extends Exclude<Aspect, 'told'>>(userId: string, connectionId: string, aspect: A, value: NonNullable<Health[A]>): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf[aspect](keys.health(userId, connectionId, aspect), value),
  }),

  /** One mailer at a time: the present state must be the one that was read. */
  replaceTold: (userId: string, connectionId: string, told: NonNullable<Health['told']>): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf.told(keys.health(userId, connectionId, 'told'), told),
    condition: told.rev === 1 ? { absent: true } : { equals: { rev: told.rev - 1 } },
  }),

  remove: (userId: string, connectionId: string): Write[] =>
    aspects.map((aspect) => ({ op: 'delete', table: 'main', key: keys.health(userId, connectionId, aspect) })),
});
export type HealthStore = ReturnType<typeof healthStore>;

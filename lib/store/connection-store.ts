/** Connections and the one-owner row per remote account. */
import * as z from 'zod/mini';
import { type Connection, connectionSchema, ownedElsewhere } from '../core/connection.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const itemOf = (connection: Connection) => {
  const { userId, id, dueAt } = connection;
  const due = dueAt === undefined ? {} : { due: dueKeys(new Date(dueAt), 'connection', `${userId}#${id}`) };
  return toItem('connection', keys.connection(userId, id), connection, due);
};

const ownerSchema = z.object({ userId: z.string(), connectionId: z.string() });

export const connectionStore = (db: Database) => ({
  get: async (userId: string, connectionId: string): Promise<Connection | undefined> =>
    fromItem(connectionSchema, await db.get('main', keys.connection(userId, connectionId))),

  list: async (userId: string): Promise<Connection[]> => {
    const { items } = await db.query({ table: 'main', pk: keys.connection(userId, '').pk });
    return items.map((item) => z.parse(connectionSchema, item));
  },

  /** Who has connected this remote account. */
  owner: async (provider: string, remoteHash: string) => fromItem(ownerSchema, await db.get('main', keys.remote(provider, remoteHash))),

  create: (connection: Connection): Write[] => {
    const owner = { userId: connection.userId, connectionId: connection.id };
    const remote = toItem('remote', keys.remote(connection.provider, connection.remoteHash), owner);
    return [
      { op: 'put', table: 'main', item: itemOf(connection), condition: { absent: true } },
      { op: 'put', table: 'main', item: remote, condition: { absent: true }, onConflict: ownedElsewhere() },
    ];
  },

  replace: (connection: Connection): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(connection),
    condition: { equals: { rev: connection.rev - 1 } },
  }),

  /** Everything of it in `main`; harmless when repeated. */
  remove: ({ userId, id, provider, remoteHash }: Connection): Write[] => [
    { op: 'delete', table: 'main', key: keys.token(userId, id) },
    { op: 'delete', table: 'main', key: keys.remote(provider, remoteHash), condition: { equals: { connectionId: id } } },
    { op: 'delete', table: 'main', key: keys.lease(id) },
    { op: 'delete', table: 'main', key: keys.connection(userId, id) },
  ],

  /** The connection may be used: it exists, is active, and nobody has told it to stop. */
  checkEpoch: ({ userId, id, epoch }: Pick<Connection, 'userId' | 'id' | 'epoch'>, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.connection(userId, id),
    condition: { equals: { epoch, state: 'active' } },
    onConflict,
  }),
});
export type ConnectionStore = ReturnType<typeof connectionStore>;

/** Wrapped data keys, in the vault only: no backups, so a deleted key cannot come back. */
import type { Database, Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys } from './keys.ts';

export const vaultStore = (db: Database<'vault'>) => ({
  get: async (connectionId: string, keyVersion: number): Promise<Uint8Array | undefined> => {
    const item = await db.get('vault', keys.dataKey(connectionId, keyVersion));
    return typeof item?.['wrapped'] === 'string' ? Buffer.from(item['wrapped'], 'base64') : undefined;
  },

  /** Versions that exist, so that all of them can be deleted. */
  versions: async (connectionId: string): Promise<number[]> => {
    const { items } = await db.query({ table: 'vault', pk: keys.dataKey(connectionId, 0).pk });
    return items.map((item) => Number(item.sk));
  },

  create: (connectionId: string, keyVersion: number, wrapped: Uint8Array): Write<'vault'> => ({
    op: 'put',
    table: 'vault',
    item: toItem('data_key', keys.dataKey(connectionId, keyVersion), { wrapped: Buffer.from(wrapped).toString('base64') }),
    condition: { absent: true },
  }),

  remove: (connectionId: string, keyVersion: number): Write<'vault'> => ({
    op: 'delete',
    table: 'vault',
    key: keys.dataKey(connectionId, keyVersion),
  }),
});
export type VaultStore = ReturnType<typeof vaultStore>;

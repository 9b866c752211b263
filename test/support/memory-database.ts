/** The `Database` port in memory. It keeps the same promises as DynamoDB and passes the same contract (test/contract/database.ts). */
import { AppError } from '../../lib/core/errors.ts';
import type { Condition, Database, Item, Key, TableName, Write } from '../../lib/core/ports.ts';

const idOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const holds = (condition: Condition | undefined, item: Item | undefined): boolean => {
  if (condition === undefined) return true;
  if ('absent' in condition) return item === undefined;
  return item !== undefined && Object.entries(condition.equals).every(([name, value]) => item[name] === value);
};

export type MemoryDatabase = Database & {
  /** Everything stored, by table, as it lies there. */
  dump: (table: TableName) => Item[];
  /** Copies and puts back one whole table, as a restore from a backup would. */
  snapshot: (table: TableName) => Item[];
  restore: (table: TableName, items: readonly Item[]) => void;
};

export function memoryDatabase(): MemoryDatabase {
  const tables: Record<TableName, Map<string, Item>> = { main: new Map(), vault: new Map(), ledger: new Map() };
  const itemsOf = (table: TableName) => structuredClone([...tables[table].values()]);
  const keyOf = (write: Write): Key => (write.op === 'put' ? write.item : write.key);

  const commit = async (writes: readonly Write[]): Promise<void> => {
    const failed = writes.find((write) => !holds(write.condition, tables[write.table].get(idOf(keyOf(write)))));
    if (failed) throw failed.onConflict ?? new AppError('conflict', 'changed_meanwhile', 'This was changed meanwhile. Load it again.');
    const ids = writes.map((write) => `${write.table} ${idOf(keyOf(write))}`);
    if (new Set(ids).size < ids.length) throw new Error('a transaction may name each item once');
    if (writes.length > 100) throw new Error('a transaction has at most 100 writes');
    for (const write of writes) {
      if (write.op === 'put') tables[write.table].set(idOf(write.item), structuredClone(write.item));
      if (write.op === 'delete') tables[write.table].delete(idOf(write.key));
    }
  };

  return {
    commit,
    get: async (table, key) => structuredClone(tables[table].get(idOf(key))),
    query: async ({ table, pk, skPrefix = '', after, limit = 1000, descending = false }) => {
      const sign = descending ? -1 : 1;
      const all = itemsOf(table)
        .filter((item) => item.pk === pk && item.sk.startsWith(skPrefix))
        .sort((a, b) => sign * byteOrder(a.sk, b.sk))
        .filter((item) => after === undefined || sign * byteOrder(item.sk, after) > 0);
      const items = all.slice(0, limit);
      const next = all.length > limit || (all.length === limit && limit > 0) ? items.at(-1)?.sk : undefined;
      return next === undefined ? { items } : { items, next };
    },
    queryDue: async (bucket) =>
      itemsOf('main')
        .filter((item) => item['due_pk'] === bucket)
        .map(({ pk, sk, due_sk }) => ({ pk, sk, dueSk: String(due_sk) }))
        .sort((a, b) => byteOrder(a.dueSk, b.dueSk)),
    increment: async (key, expiresAt) => {
      const count = Number(tables.main.get(idOf(key))?.['count'] ?? 0) + 1;
      tables.main.set(idOf(key), { ...key, kind: 'rate', v: 1, count, ttl: Math.ceil(expiresAt.getTime() / 1000) });
      return count;
    },
    dump: itemsOf,
    snapshot: itemsOf,
    restore: (table, items) => {
      tables[table] = new Map(items.map((item) => [idOf(item), structuredClone(item)]));
    },
  };
}

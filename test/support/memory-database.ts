/** The `Database` port in memory. It keeps the same promises as DynamoDB and passes the same contract (test/contract/database.ts). */
import { AppError } from '../../lib/core/errors.ts';
import type { Condition, DueRow, Item, Key, QueryInput, TableName, WholeDatabase, Write } from '../../lib/core/ports.ts';
import { requireSealed } from '../../lib/core/sealed-fields.ts';
import { expiryKeys } from '../../lib/core/timer.ts';

const idOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;

/** Strings sort by their UTF-8 bytes, which differs from JavaScript's order beyond the basic plane. */
function byteOrder(a: string, b: string): number {
  if (a === b) return 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII sorts alike in both orders.
  const isPlain = /^[\x00-\x7f]*$/;
  return isPlain.test(a) && isPlain.test(b) ? (a < b ? -1 : 1) : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A copy as the database would hand it out: nothing shared, and no attribute that is `undefined`. */
function copy<T>(value: T): T;
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => copy(one));
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copied: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) if (one !== undefined) copied[name] = copy(one);
  return copied;
}

const holds = (condition: Condition | undefined, item: Item | undefined): boolean => {
  if (condition === undefined) return true;
  if ('absent' in condition) return item === undefined;
  return item !== undefined && Object.entries(condition.equals).every(([name, value]) => item[name] === value);
};

const maxItemBytes = 400 * 1024;
const maxPageBytes = 1024 * 1024;
const maxWrites = 100;

/** Near enough to what DynamoDB counts: names and texts. */
const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length < 100 ? value.length : Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + sizeOf(one), 0);
};

export type MemoryDatabase = WholeDatabase & {
  /** Everything stored, by table, as it lies there. */
  dump: (table: TableName) => Item[];
  /** Copies and puts back one whole table, as a restore from a backup would. */
  snapshot: (table: TableName) => Item[];
  restore: (table: TableName, items: readonly Item[]) => void;
};

type Partitions = Map<string, Map<string, Item>>;

/** One table: partitions of items, and the sparse index `due`. */
function memoryTable() {
  const partitions: Partitions = new Map();
  const due = new Map<string, Map<string, DueRow>>();
  const get = ({ pk, sk }: Key): Item | undefined => partitions.get(pk)?.get(sk);

  const leaveIndex = (item: Item | undefined): void => {
    if (item !== undefined && typeof item['due_pk'] === 'string') due.get(item['due_pk'])?.delete(idOf(item));
  };
  const enterIndex = (item: Item): void => {
    const { due_pk: bucket, due_sk: dueSk, pk, sk } = item;
    if (typeof bucket !== 'string' || typeof dueSk !== 'string') return;
    const rows = due.get(bucket) ?? new Map<string, DueRow>();
    due.set(bucket, rows.set(idOf(item), { pk, sk, dueSk }));
  };

  const remove = (key: Key): void => {
    leaveIndex(get(key));
    partitions.get(key.pk)?.delete(key.sk);
  };
  const put = (item: Item): void => {
    leaveIndex(get(item));
    const partition = partitions.get(item.pk) ?? new Map<string, Item>();
    partitions.set(item.pk, partition.set(item.sk, copy(item)));
    enterIndex(item);
  };
  const all = (): Item[] => [...partitions.values()].flatMap((partition) => [...partition.values()].map(copy));
  const clear = (): void => {
    partitions.clear();
    due.clear();
  };
  return { get, put, remove, all, clear, partition: (pk: string) => partitions.get(pk), bucket: (name: string) => due.get(name) };
}

/** A page ends after `limit` items or one megabyte; `next` is then set, even if nothing follows, as DynamoDB does it. */
function page(sorted: readonly Item[], limit: number): { items: Item[]; next?: string } {
  const items: Item[] = [];
  let bytes = 0;
  for (const item of sorted) {
    items.push(copy(item));
    bytes += sizeOf(item);
    if (items.length >= limit || bytes >= maxPageBytes) return { items, next: item.sk };
  }
  return { items };
}

function requireSane(writes: readonly Write<TableName>[]): void {
  const ids = writes.map((write) => `${write.table} ${idOf(write.op === 'put' ? write.item : write.key)}`);
  if (new Set(ids).size < ids.length) throw new Error('a transaction may name each item once');
  if (writes.length > maxWrites) throw new Error(`a transaction has at most ${maxWrites} writes`);
  if (writes.some((write) => write.op === 'put' && sizeOf(write.item) > maxItemBytes)) throw new Error('an item has at most 400 kB');
}

const nothing = Promise.resolve<DueRow[]>([]);

export function memoryDatabase(): MemoryDatabase {
  const tables = { main: memoryTable(), vault: memoryTable(), ledger: memoryTable() } satisfies Record<TableName, unknown>;

  const commit = async (writes: readonly Write<TableName>[]): Promise<void> => {
    requireSealed(writes);
    requireSane(writes);
    const failed = writes.find((write) => !holds(write.condition, tables[write.table].get(write.op === 'put' ? write.item : write.key)));
    if (failed) throw failed.onConflict ?? new AppError('conflict', 'changed_meanwhile', 'This was changed meanwhile. Load it again.');
    for (const write of writes) {
      if (write.op === 'put') tables[write.table].put(write.item);
      if (write.op === 'delete') tables[write.table].remove(write.key);
    }
  };

  const query = async ({
    table,
    pk,
    skPrefix = '',
    after,
    limit = Number.POSITIVE_INFINITY,
    descending = false,
  }: QueryInput<TableName>) => {
    const sign = descending ? -1 : 1;
    const items = [...(tables[table].partition(pk)?.values() ?? [])]
      .filter(({ sk }) => sk.startsWith(skPrefix) && (after === undefined || sign * byteOrder(sk, after) > 0))
      .sort((a, b) => sign * byteOrder(a.sk, b.sk));
    return page(items, limit);
  };

  const increment = async (key: Key, expiresAt: Date): Promise<number> => {
    const present = tables.main.get(key);
    const count = Number(present?.['count'] ?? 0) + 1;
    tables.main.put({
      ...present,
      ...key,
      kind: 'rate',
      v: 1,
      count,
      ttl: Math.ceil(expiresAt.getTime() / 1000),
      ...expiryKeys(expiresAt, 'rate'),
    });
    return count;
  };

  return {
    commit,
    query,
    increment,
    get: async (table, key) => copy(tables[table].get(key)),
    // Not async: most buckets are empty, and a tick of the timer looks into many.
    queryDue: (bucket) => {
      const rows = tables.main.bucket(bucket);
      if (rows === undefined || rows.size === 0) return nothing;
      return Promise.resolve([...rows.values()].map(copy).sort((a, b) => byteOrder(a.dueSk, b.dueSk)));
    },
    dump: (table) => tables[table].all(),
    snapshot: (table) => tables[table].all(),
    restore: (table, items) => {
      tables[table].clear();
      for (const item of items) tables[table].put(item);
    },
  };
}

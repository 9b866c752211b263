/**
 * A `Database` that counts what AWS bills for each call: items rounded up to 1 kB for writes and 4 kB for reads, a transaction twice, a
 * change of the index `due` one unit per entry that goes or comes. test/store/units.test.ts holds it against DynamoDB Local, which agrees in
 * all but two: it bills condition checks and queries that find nothing with zero. Here they cost what AWS may ask for them: the item's size, twice, and the least unit.
 */
import type { Item, Key, TableName, WholeDatabase, Write } from '../../lib/core/ports.ts';
import { itemBytes } from './item-size.ts';

/** `calls` are requests to DynamoDB. Of `writes`, the index takes `index`, and conditions on items that are not written take `checks`. */
export type Units = { reads: number; writes: number; index: number; checks: number; calls: number };
export const noUnits = (): Units => ({ reads: 0, writes: 0, index: 0, checks: 0, calls: 0 });

const kilobytes = (bytes: number, step: number): number => Math.max(1, Math.ceil(bytes / (step * 1024)));
const writeUnits = (...items: (Item | undefined)[]): number => kilobytes(Math.max(...items.map(itemBytes)), 1);
const readUnits = (items: readonly Item[]): number =>
  kilobytes(
    items.reduce((sum, item) => sum + itemBytes(item), 0),
    4,
  );

/** Keys alone stand in the index, so what is written there is never larger than one unit. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const entry = (item: Item | undefined) => (item?.['due_pk'] === undefined ? undefined : `${item['due_pk']} ${item['due_sk']}`);
  const [was, is] = [entry(before), entry(after)];
  return was === is ? 0 : Number(was !== undefined) + Number(is !== undefined);
}

function unitsOf(write: Write<TableName>, before: Item | undefined): { table: number; index: number } {
  if (write.op === 'check') return { table: writeUnits(before), index: 0 };
  if (write.op === 'delete') return { table: writeUnits(before), index: indexUnits(before, undefined) };
  return { table: writeUnits(before, write.item), index: indexUnits(before, write.item) };
}

function keyOf(write: Write<TableName>): Key {
  const { pk, sk } = write.op === 'put' ? write.item : write.key;
  return { pk, sk };
}

/** `peek` looks at the stored item without being counted. A write whose condition fails is billed, too, but not in the index. */
export function countUnits(
  db: WholeDatabase,
  peek: (table: TableName, key: Key) => Promise<Item | undefined>,
  units: Units,
): WholeDatabase {
  async function commit(writes: readonly Write<TableName>[]): Promise<void> {
    const before = await Promise.all(writes.map((write) => peek(write.table, keyOf(write))));
    const billed = writes.map((write, i) => unitsOf(write, before[i]));
    const times = writes.length > 1 || writes[0]?.op === 'check' ? 2 : 1;
    const sum = (of: 'table' | 'index', ops: readonly Write<TableName>['op'][]): number =>
      times * billed.reduce((all, one, i) => all + (ops.includes(writes[i]?.op ?? 'put') ? one[of] : 0), 0);
    units.calls += 1;
    units.checks += sum('table', ['check']);
    units.writes += sum('table', ['put', 'delete', 'check']);
    await db.commit(writes);
    units.index += sum('index', ['put', 'delete']);
    units.writes += sum('index', ['put', 'delete']);
  }
  const read = (reads: number): void => {
    units.calls += 1;
    units.reads += reads;
  };
  return {
    commit,
    get: async (table, key) => {
      const item = await db.get(table, key);
      read(readUnits(item ? [item] : []));
      return item;
    },
    query: async (input) => {
      const page = await db.query(input);
      read(readUnits(page.items));
      return page;
    },
    // Read with eventual consistency: half a unit.
    queryDue: async (bucket) => {
      const rows = await db.queryDue(bucket);
      const bytes = rows.reduce((sum, { pk, sk, dueSk }) => sum + itemBytes({ pk, sk, due_pk: bucket, due_sk: dueSk }), 0);
      read(kilobytes(bytes, 4) / 2);
      return rows;
    },
    increment: async (key, expiresAt) => {
      const before = await peek('main', key);
      const count = await db.increment(key, expiresAt);
      const index = indexUnits(before, await peek('main', key));
      units.calls += 1;
      units.index += index;
      units.writes += 1 + index;
      return count;
    },
  };
}

/**
 * The `Database` port for one account over years: no copies (stores build and parse their items anew), no index (the caller reads
 * `dueAt`), and no audit trail, which would only grow.
 */
import { AppError } from '../../../lib/core/errors.ts';
import type { Condition, Item, Key, TableName, WholeDatabase, Write } from '../../../lib/core/ports.ts';

const unused = async (): Promise<never> => {
  throw new Error('not part of this simulation');
};

const holds = (condition: Condition | undefined, item: Item | undefined): boolean => {
  if (condition === undefined) return true;
  if ('absent' in condition) return item === undefined;
  return item !== undefined && Object.entries(condition.equals).every(([name, value]) => item[name] === value);
};

export function leanDatabase(): WholeDatabase & { items: ReadonlyMap<string, Item> } {
  const items = new Map<string, Item>();
  const idOf = (table: TableName, { pk, sk }: Key): string => `${table} ${pk} ${sk}`;
  const keyOf = (write: Write<TableName>): string => idOf(write.table, write.op === 'put' ? write.item : write.key);

  const commit = async (writes: readonly Write<TableName>[]): Promise<void> => {
    const failed = writes.find((write) => !holds(write.condition, items.get(keyOf(write))));
    if (failed) throw failed.onConflict ?? new AppError('conflict', 'changed_meanwhile', 'changed');
    for (const write of writes) {
      if (write.op === 'delete') items.delete(keyOf(write));
      if (write.op === 'put' && write.item.kind !== 'event') items.set(keyOf(write), write.item);
    }
  };
  return { items, commit, get: async (table, key) => items.get(idOf(table, key)), query: unused, queryDue: unused, increment: unused };
}

/** The database of a schedule: one memory, seen by each slot through faults, with an index that lags. */
import type { DueRow, Item, TableName, WholeDatabase, Write } from '../../lib/core/ports.ts';
import { dueAtOf } from '../../lib/core/timer.ts';
import { memoryDatabase } from '../support/memory-database.ts';
import { type Invocation, noInvocation, type PortCalls, type Slot } from './port-call.ts';
import type { Random } from './random.ts';
import type { Weather } from './weather.ts';

export type SimDatabase = {
  /** Without faults and without time passing: for setting up and for looking. */
  direct: WholeDatabase;
  /** Everything of one table. */
  dump: (table: TableName) => Item[];
  /** Does the index hold, or await, work of the timer that is due at such a time? */
  isDue: (isSuch: (at: number) => boolean) => boolean;
  /** As a function sees it. */
  through: (slot: Slot) => WholeDatabase;
};

type Parts = {
  calls: PortCalls;
  random: Random;
  /** Chance of its own: entries of the index that come hours late. */
  stalls: Random;
  weather: Pick<Weather, 'indexLagMs' | 'indexStall'>;
  /** Told of every commit that took effect, and who made it. */
  onCommitted: (writes: readonly Write<TableName>[], by: Invocation) => void;
  onSending: (item: Item, by: Invocation) => void;
};

const idOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk} ${sk}`;

/** AWS bounds the lag of no index. */
export const longestStallMs = 6 * 3_600_000;
const shortestStallMs = 10 * 60_000;

/** The index `due` as readers see it: each change arrives after its own delay, those of one item in order. */
function laggingIndex({ calls, random, stalls, weather: { indexLagMs, indexStall } }: Parts) {
  const buckets = new Map<string, Map<string, DueRow>>();
  const present = new Map<string, string>();
  let waiting: { at: number; id: string; bucket: string | undefined; row: DueRow | undefined }[] = [];
  const arrivesAt = new Map<string, number>();

  const place = (id: string, bucket: string | undefined, row: DueRow | undefined): void => {
    const old = present.get(id);
    const left = old === undefined ? undefined : buckets.get(old);
    left?.delete(id);
    if (left?.size === 0 && old !== undefined) buckets.delete(old);
    present.delete(id);
    if (bucket === undefined || row === undefined) return;
    const rows = buckets.get(bucket) ?? new Map<string, DueRow>();
    buckets.set(bucket, rows.set(id, row));
    present.set(id, bucket);
  };
  const change = (write: Write<TableName>): void => {
    if (write.op === 'check' || write.table !== 'main') return;
    const key = write.op === 'put' ? write.item : write.key;
    const id = idOf(key);
    const { due_pk: bucket, due_sk: dueSk } = write.op === 'put' ? write.item : { due_pk: undefined, due_sk: undefined };
    const isDue = typeof bucket === 'string' && typeof dueSk === 'string';
    if (!isDue && !present.has(id) && !arrivesAt.has(id)) return;
    const lagMs = calls.isFaulty() && indexLagMs > 0 ? random.between(0, indexLagMs) : 0;
    const isStalled = isDue && calls.isFaulty() && stalls.chance(indexStall);
    const at = Math.max(calls.now() + (isStalled ? stalls.between(shortestStallMs, longestStallMs) : lagMs), arrivesAt.get(id) ?? 0);
    arrivesAt.set(id, at);
    waiting.push({ at, id, bucket: isDue ? bucket : undefined, row: isDue ? { pk: key.pk, sk: key.sk, dueSk } : undefined });
  };
  const arrive = (): void => {
    const now = calls.now();
    if (!waiting.some(({ at }) => at <= now)) return;
    for (const { at, id, bucket, row } of waiting) if (at <= now) place(id, bucket, row);
    waiting = waiting.filter(({ at }) => at > now);
  };
  const nothing = Promise.resolve<DueRow[]>([]);
  const read = (bucket: string): Promise<DueRow[]> => {
    arrive();
    // Nearly every bucket is empty, and most of what a schedule does is to look into them.
    const rows = buckets.get(bucket);
    return rows === undefined || rows.size === 0
      ? nothing
      : Promise.resolve([...rows.values()].sort((a, b) => (a.dueSk < b.dueSk ? -1 : 1)));
  };
  const isDue = (isSuch: (at: number) => boolean): boolean => {
    arrive();
    const isTimed = (name: string): boolean => name.startsWith('DUE#');
    return (
      waiting.length > 0 ||
      [...buckets].some(([name, rows]) => isTimed(name) && [...rows.values()].some(({ dueSk }) => isSuch(dueAtOf(dueSk).getTime())))
    );
  };
  return { change, read, isDue };
}

const describe = (write: Write<TableName>): string => {
  if (write.op === 'check') return `check ${write.key.pk.split('#')[0]}`;
  if (write.op === 'delete') return `delete ${write.key.pk.split('#')[0]}`;
  const { kind, state, rev } = write.item;
  return `${kind}${state === undefined ? '' : `=${String(state)}`}${rev === undefined ? '' : ` rev ${String(rev)}`}`;
};

export function simDatabase(parts: Parts): SimDatabase {
  const { calls, onCommitted, onSending } = parts;
  const memory = memoryDatabase();
  const index = laggingIndex(parts);
  const commit = async (writes: readonly Write<TableName>[], by: Invocation): Promise<void> => {
    await memory.commit(writes);
    for (const write of writes) index.change(write);
    onCommitted(writes, by);
  };
  const direct: WholeDatabase = { ...memory, commit: (writes) => commit(writes, noInvocation), queryDue: index.read };

  const through = (slot: Slot): WholeDatabase => ({
    get: (table, key) => calls.call(slot, 'read', `get ${key.pk}`, () => memory.get(table, key)),
    query: (input) => calls.call(slot, 'read', `query ${input.pk}`, () => memory.query(input)),
    queryDue: (bucket) => calls.call(slot, 'due', `due ${bucket}`, () => index.read(bucket)),
    increment: (key, expiresAt) => calls.call(slot, 'commit', `increment ${key.pk}`, () => memory.increment(key, expiresAt)),
    commit: (writes) => {
      const by = slot.current;
      let isDone = false;
      const effect = async (): Promise<void> => {
        await commit(writes, by);
        isDone = true;
      };
      for (const write of writes) if (write.op === 'put' && write.item['state'] === 'sending') onSending(write.item, by);
      // The SDK gives a transaction an idempotency token; a single write that is sent again meets its own condition.
      const repeat = async (): Promise<void> => (isDone && writes.length > 1 ? undefined : effect());
      return calls.call(slot, 'commit', `commit ${writes.map(describe).join(', ')}`, effect, repeat);
    },
  });
  return { direct, through, dump: memory.dump, isDue: index.isDue };
}

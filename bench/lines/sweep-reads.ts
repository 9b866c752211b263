/** One tick of the timer with the same work due, among few and among many posts that wait for later: what it reads. */
import { stores } from '../../functions/ports/stores.ts';
import { sweep } from '../../lib/app/sweep.ts';
import type { Item } from '../../lib/core/ports.ts';
import { dueKeys } from '../../lib/core/timer.ts';
import { anId } from '../../test/support/builders.ts';
import { memoryDatabase } from '../../test/support/memory-database.ts';
import { beginAt } from '../cloud/cloud.ts';
import { countUnits, noUnits } from '../counts/units.ts';
import type { Line } from '../row.ts';

const dueNow = 60;
const monthMs = 30 * 24 * 3_600_000;

/** A row that stands in the index; a sweep sees nothing else of it. */
function rowDueAt(n: number, ms: number): Item {
  const user = anId('usr', n % 1000);
  const sk = `${anId('post', n)}#${anId('con', n)}`;
  return { pk: `PUBLICATIONS#${user}`, sk, kind: 'publication', v: 1, ...dueKeys(new Date(ms), 'publication', `${user}#${sk}`) };
}

async function readUnits(waiting: number): Promise<number> {
  const memory = memoryDatabase();
  const rows = (count: number, from: number, spanMs: number): Item[] =>
    Array.from({ length: count }, (_, i) => rowDueAt(i, beginAt + from + Math.floor((spanMs * i) / count)));
  // Later than the sweep looks ahead.
  for (const item of rows(waiting, 600_000, monthMs)) await memory.commit([{ op: 'put', table: 'main', item }]);
  for (const item of rows(dueNow, 0, 60_000)) await memory.commit([{ op: 'put', table: 'main', item: { ...item, sk: `${item.sk}now` } }]);
  const units = noUnits();
  const database = countUnits(memory, memory.get, units);
  const { sent } = await sweep({ ...stores(database), now: () => new Date(beginAt), sendMessage: async () => {} });
  if (sent !== dueNow) throw new Error(`the sweep sent ${sent} of ${dueNow}`);
  return units.reads;
}

export const sweepReads: Line = {
  name: 'sweep',
  about: 'read units of a sweep with 1M posts waiting ÷ with 10k',
  measure: async () => {
    const [few, many] = [await readUnits(10_000), await readUnits(1_000_000)];
    const detail = `${few} and ${many} units, ${dueNow} rows due in both`;
    return [
      { name: 'sweep, 1M waiting ÷ 10k', value: many / few, goal: 1, unit: '', detail, limit: '1.00', peers: 'a scan: 412 units at 10k' },
    ];
  },
};

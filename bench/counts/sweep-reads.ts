/** What one tick of the timer reads with the same work due, however many posts wait for later. */

import { sweep } from '../../lib/app/sweep.ts';
import type { Item } from '../../lib/core/ports.ts';
import { dueKeys } from '../../lib/core/timer.ts';
import { allStores } from '../../test/support/all-stores.ts';
import { anId } from '../../test/support/builders.ts';
import { memoryDatabase } from '../../test/support/memory-database.ts';
import { beginAt } from '../cloud/cloud.ts';
import { countUnits, noUnits } from './units.ts';

export const dueNow = 60;
const monthMs = 30 * 24 * 3_600_000;

/** A row that stands in the index; a sweep sees nothing else of it. */
function rowDueAt(n: number, ms: number): Item {
  const user = anId('usr', n % 1000);
  const sk = `${anId('post', n)}#${anId('con', n)}`;
  return { pk: `PUBLICATIONS#${user}`, sk, kind: 'publication', v: 1, ...dueKeys(new Date(ms), 'publication', `${user}#${sk}`) };
}

export async function sweepReads(waiting: number): Promise<number> {
  const memory = memoryDatabase();
  const rows = (count: number, from: number, spanMs: number): Item[] =>
    Array.from({ length: count }, (_, i) => rowDueAt(i, beginAt + from + Math.floor((spanMs * i) / count)));
  // Later than the sweep looks ahead.
  for (const item of rows(waiting, 600_000, monthMs)) await memory.commit([{ op: 'put', table: 'main', item }]);
  for (const item of rows(dueNow, 0, 60_000)) await memory.commit([{ op: 'put', table: 'main', item: { ...item, sk: `${item.sk}now` } }]);
  const units = noUnits();
  const database = countUnits(memory, memory.get, units);
  const { sent } = await sweep({ ...allStores(database), now: () => new Date(beginAt), sendMessage: async () => {} });
  if (sent !== dueNow) throw new Error(`the sweep sent ${sent} of ${dueNow}`);
  return units.reads;
}

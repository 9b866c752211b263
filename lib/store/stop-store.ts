/** The operator's switch: one row that exists while publishing is stopped. */
import type { Database, Write } from '../core/ports.ts';
import { publishingStopped, type Stop, stopSchema } from '../core/stop.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const stopStore = (db: Database) => ({
  get: async (): Promise<Stop | undefined> => fromItem(stopSchema, await db.get('main', keys.stop())),
  put: (stop: Stop): Write => ({ op: 'put', table: 'main', item: toItem('stop', keys.stop(), stop) }),
  remove: (): Write => ({ op: 'delete', table: 'main', key: keys.stop() }),
  checkAbsent: (): Write => ({
    op: 'check',
    table: 'main',
    key: keys.stop(),
    condition: { absent: true },
    onConflict: publishingStopped(),
  }),
});
export type StopStore = ReturnType<typeof stopStore>;

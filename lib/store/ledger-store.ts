/** Who was erased, as keyed hashes, by month: what a restored copy of `main` is compared with before anybody may use it. */
import * as z from 'zod/mini';
import { type LedgerEntry, ledgerEntrySchema } from '../core/ledger.ts';
import type { Database, Write } from '../core/ports.ts';
import { toItem } from './item.ts';
import { keys } from './keys.ts';

const keyOf = ({ at, code }: Pick<LedgerEntry, 'at' | 'code'>) => keys.ledger(at.slice(0, 7), at, code);

export const ledgerStore = (db: Database<'ledger'>) => ({
  put: (entry: LedgerEntry): Write<'ledger'> => ({
    op: 'put',
    table: 'ledger',
    item: toItem('erased', keyOf(entry), entry, { lostAt: new Date(entry.expiresAt) }),
  }),

  remove: (entry: Pick<LedgerEntry, 'at' | 'code'>): Write<'ledger'> => ({ op: 'delete', table: 'ledger', key: keyOf(entry) }),

  /** All of one month (as in 2026-11), oldest first. */
  ofMonth: async (month: string): Promise<LedgerEntry[]> => {
    const { pk } = keys.ledger(month, '', '');
    const all: LedgerEntry[] = [];
    let after: string | undefined;
    do {
      const page = await db.query({ table: 'ledger', pk, ...(after === undefined ? {} : { after }) });
      all.push(...page.items.map((item) => z.parse(ledgerEntrySchema, item)));
      after = page.next;
    } while (after !== undefined);
    return all;
  },
});
export type LedgerStore = ReturnType<typeof ledgerStore>;

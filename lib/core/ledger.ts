/** One line of the ledger: somebody was erased. Keyed hashes only, so that they can be found again in a restored copy and nowhere else. */
import * as z from 'zod/mini';
import { type Deletion, doors, receiptEnd, receiptLifeDays, remoteSchema, type Trace } from './deletion.ts';
import { codeSchema } from './ids.ts';

export const ledgerEntrySchema = z.object({
  code: codeSchema,
  door: z.enum(doors),
  /** When it was asked for: what began later is not meant. */
  at: z.string(),
  extent: z.enum(['user', 'connection']),
  /** Keyed hash of the user's id. */
  userHash: z.string(),
  emailHash: z.optional(z.string()),
  remotes: z.array(remoteSchema),
  expiresAt: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

const dayMs = 24 * 3_600_000;

type Known = { extent: LedgerEntry['extent']; userHash: string; trace: Trace };

export function ledgerEntry({ code, door, receivedAt }: Deletion, { extent, userHash, trace }: Known): LedgerEntry {
  const { emailHash, remotes } = trace;
  return {
    code,
    door,
    at: receivedAt,
    extent,
    userHash,
    ...(emailHash === undefined ? {} : { emailHash }),
    remotes,
    expiresAt: receiptEnd(receivedAt),
  };
}

/** The months in which an entry that counts may lie, oldest first. */
export function ledgerMonths(now: Date): string[] {
  const months: string[] = [];
  const first = new Date(now.getTime() - receiptLifeDays * dayMs);
  for (let at = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1)); at <= now; at.setUTCMonth(at.getUTCMonth() + 1))
    months.push(at.toISOString().slice(0, 7));
  return months;
}

/** Which texts were approved for a connection lately: hashes only, gone after a day. */
import type { Database, Write } from '../core/ports.ts';
import { duplicateText, type RecentText, recentTextSchema } from '../core/recent-text.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const recentTextStore = (db: Database) => ({
  get: async (connectionId: string, textHash: string): Promise<RecentText | undefined> =>
    fromItem(recentTextSchema, await db.get('main', keys.recentText(connectionId, textHash))),

  /** Notes the text, if the row is still exactly as it was seen; of two approvals at once one fails. */
  note: (connectionId: string, textHash: string, text: RecentText, seen: RecentText | undefined): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('recent_text', keys.recentText(connectionId, textHash), text, { expiresAt: new Date(text.expiresAt) }),
    condition: seen ? { equals: { approvalId: seen.approvalId } } : { absent: true },
    onConflict: duplicateText(),
  }),
});
export type RecentTextStore = ReturnType<typeof recentTextStore>;

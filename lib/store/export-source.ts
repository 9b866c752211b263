/** Everything that goes into an export, read kind by kind. Apart from the other stores, because it brings the data map along. */
import { type ExportedKind, exportedPart, tableOf } from '../core/exported-parts.ts';
import type { Database } from '../core/ports.ts';
import { sandboxAccountOf } from '../core/sandbox.ts';
import { keys } from './keys.ts';

/** Where somebody's items of a kind are; a kind that the data map exports has to be here. */
const partitionOf = {
  user: (userId) => keys.user(userId).pk,
  session_of_user: (userId) => keys.sessionOfUser(userId, '').pk,
  connection: (userId) => keys.connection(userId, '').pk,
  post: (userId) => keys.post(userId, '').pk,
  media: (userId) => keys.media(userId, '').pk,
  approval: (userId) => keys.approval(userId, '', '').pk,
  publication: (userId) => keys.publication(userId, '', '').pk,
  event: (userId) => keys.event(userId, '').pk,
  sandbox_post: (userId) => keys.sandbox(sandboxAccountOf(userId), '').pk,
} as const satisfies Record<ExportedKind, (userId: string) => string>;

export const exportSource = (db: Database) => ({
  /** What the data map lets its owner see of each item of this kind, page by page. */
  async *parts(userId: string, kind: ExportedKind): AsyncGenerator<Record<string, unknown>> {
    let after: string | undefined;
    do {
      const page = await db.query({ table: tableOf(kind), pk: partitionOf[kind](userId), ...(after === undefined ? {} : { after }) });
      for (const item of page.items) if (item.kind === kind) yield exportedPart(kind, item);
      after = page.next;
    } while (after !== undefined);
  },
});
export type ExportSource = ReturnType<typeof exportSource>;

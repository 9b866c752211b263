/** Every store over one database; functions are given fewer (functions/ports/stores.ts). */
import { deletionStores, keyStores, stores } from '../../functions/ports/stores.ts';
import type { WholeDatabase } from '../../lib/core/ports.ts';
import { erasureStore } from '../../lib/store/erasure-store.ts';
import { helpMailStore } from '../../lib/store/help-mail-store.ts';
import { retentionStore } from '../../lib/store/retention-store.ts';
import { sweepStore } from '../../lib/store/sweep-store.ts';

export const allStores = (db: WholeDatabase) => ({
  ...stores(db),
  ...keyStores(db),
  ...deletionStores(db),
  erasures: erasureStore(db),
  helpMail: helpMailStore(db),
  retention: retentionStore(db),
  sweeps: sweepStore(db),
  commit: db.commit,
});

/** Stores of the main table. They are plain functions; what a function may not touch, IAM refuses. What few functions need is not here: every bundle would carry it. */
import type { Database } from '../../lib/core/ports.ts';
import { approvalStore } from '../../lib/store/approval-store.ts';
import { connectionStore } from '../../lib/store/connection-store.ts';
import { deletionStore } from '../../lib/store/deletion-store.ts';
import { deviceStore } from '../../lib/store/device-store.ts';
import { eventStore } from '../../lib/store/event-store.ts';
import { exportStore } from '../../lib/store/export-store.ts';
import { healthStore } from '../../lib/store/health-store.ts';
import { leaseStore } from '../../lib/store/lease-store.ts';
import { ledgerStore } from '../../lib/store/ledger-store.ts';
import { linkStore } from '../../lib/store/link-store.ts';
import { mediaStore } from '../../lib/store/media-store.ts';
import { postStore } from '../../lib/store/post-store.ts';
import { publicationStore } from '../../lib/store/publication-store.ts';
import { rateStore } from '../../lib/store/rate-store.ts';
import { recentTextStore } from '../../lib/store/recent-text-store.ts';
import { sandboxStore } from '../../lib/store/sandbox-store.ts';
import { sessionStore } from '../../lib/store/session-store.ts';
import { stateStore } from '../../lib/store/state-store.ts';
import { stopStore } from '../../lib/store/stop-store.ts';
import { tokenStore } from '../../lib/store/token-store.ts';
import { userStore } from '../../lib/store/user-store.ts';
import { vaultStore } from '../../lib/store/vault-store.ts';

export const stores = (db: Database) => ({
  commit: db.commit,
  users: userStore(db),
  sessions: sessionStore(db),
  links: linkStore(db),
  devices: deviceStore(db),
  rates: rateStore(db),
  connections: connectionStore(db),
  tokens: tokenStore(db),
  health: healthStore(db),
  states: stateStore(db),
  posts: postStore(db),
  media: mediaStore(db),
  approvals: approvalStore(db),
  publications: publicationStore(db),
  leases: leaseStore(db),
  recentTexts: recentTextStore(db),
  stops: stopStore(db),
  events: eventStore(),
  exports: exportStore(db),
  sandbox: sandboxStore(db),
});

/** For those who hold wrapped data keys, and write them together with what they open. */
export const keyStores = (db: Database<'main' | 'vault'>) => ({ vault: vaultStore(db), commit: db.commit });

/** For those who take requests to delete, carry them out, or repeat them. */
export const deletionStores = (db: Database<'main' | 'ledger'>) => ({ deletions: deletionStore(db), ledger: ledgerStore(db) });

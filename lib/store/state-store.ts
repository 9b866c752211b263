/** Pending OAuth round trips: one use each, stored under the hash of their state only, and found by whom they are for. */
import { type OauthState, oauthStateSchema, stateNotValid } from '../core/connection.ts';
import type { Database, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';
import { createPending, removePending } from './pending.ts';

export const stateStore = (db: Database) => ({
  get: async (stateHash: string): Promise<OauthState | undefined> =>
    fromItem(oauthStateSchema, await db.get('main', keys.state(stateHash))),

  create: (state: OauthState, stateHash: string): Write[] => {
    const expiresAt = new Date(state.expiresAt);
    return createPending({ owner: state.userId, expiresAt, item: toItem('state', keys.state(stateHash), state, { expiresAt }) });
  },

  /** Consumes it; of two callbacks at once one fails. */
  consume: (state: OauthState, stateHash: string): Write[] =>
    removePending({
      owner: state.userId,
      key: keys.state(stateHash),
      condition: { equals: { sessionId: state.sessionId } },
      onConflict: stateNotValid(),
    }),
});
export type StateStore = ReturnType<typeof stateStore>;

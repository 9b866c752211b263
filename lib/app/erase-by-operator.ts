/** What the operator asks for: erasing whoever has an address, and erasing again, after a restore, whoever the ledger names. */
import { received, type Subject } from '../core/deletion.ts';
import { isAppError, notFound } from '../core/errors.ts';
import { type LedgerEntry, ledgerMonths } from '../core/ledger.ts';
import type { Deps } from './deps.ts';
import { requestDeletion, sendEraseMessage } from './request-deletion.ts';

type Needs = Parameters<typeof requestDeletion>[0] & Pick<Deps, 'keyedHash' | 'ledger'>;

/** @throws {AppError} `not_found` for an address that nobody has on file. */
export async function eraseByAddress(deps: Needs, { address }: { address: string }): Promise<{ code: string }> {
  const userId = await deps.users.idByEmail(await deps.keyedHash('email', address));
  const user = userId === undefined ? undefined : await deps.users.get(userId);
  if (!user) throw notFound('user');
  return requestDeletion(deps, { user, door: 'operator' });
}

/** Every deletion that an entry stands for: of a user by their address, of a connection by its account. */
function subjectsOf({ extent, emailHash, remotes, at }: LedgerEntry): Subject[] {
  if (extent === 'user') return emailHash === undefined ? [] : [{ kind: 'address', emailHash, asOf: at }];
  return remotes.map((remote) => ({ kind: 'remote', remote, asOf: at }));
}

async function again(deps: Needs, { code, door, at }: LedgerEntry, subject: Subject): Promise<boolean> {
  try {
    await deps.commit([deps.deletions.create(received({ code, door }, subject, deps.now(), at))]);
  } catch (error) {
    // The restored copy knows of it: it goes on by itself, or it was done before.
    if (isAppError(error, 'conflict', 'deletion_moved')) return false;
    throw error;
  }
  await sendEraseMessage(deps, code);
  return true;
}

/** @returns how many deletions began; what cannot be begun keeps no other from it. */
async function beginAgain(deps: Needs, entry: LedgerEntry, failures: unknown[]): Promise<number> {
  let begun = 0;
  for (const subject of subjectsOf(entry)) {
    try {
      if (await again(deps, entry, subject)) begun += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  return begun;
}

/**
 * Asks again for every deletion of the ledger that a restored copy of `main` has forgotten; its old code shows how far it is.
 * Harmless when repeated. @returns how many entries there are, and how many deletions began. @throws the first failure, after all the others.
 */
export async function replayLedger(deps: Needs): Promise<{ entries: number; begun: number }> {
  const now = deps.now();
  let [entries, begun] = [0, 0];
  const failures: unknown[] = [];
  for (const month of ledgerMonths(now)) {
    for (const entry of await deps.ledger.ofMonth(month)) {
      if (Date.parse(entry.expiresAt) <= now.getTime()) continue;
      entries += 1;
      begun += await beginAgain(deps, entry, failures);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { entries, begun };
}

/** What is left of the person goes: keys and tokens at once, the rest when nobody who began before can be at work any more; then all of it is looked for again. */
import {
  counted,
  type Deletion,
  deletionMoved,
  done,
  type ErasedKind,
  eraseWaitMs,
  erasing,
  type Group,
  settleMs,
  waiting,
} from '../core/deletion.ts';
import type { MediaMessage } from '../core/messages.ts';
import type { Write } from '../core/ports.ts';
import { type DeletionDeps, kindsOf, store, type Target, targetOf } from './deletion-work.ts';
import { eventWrite } from './record-event.ts';
import { endPublications } from './stop-subject.ts';

function requireTarget(d: Deletion): Target {
  const target = targetOf(d);
  if (!target) throw new Error(`the deletion is ${d.state}, and says not of whom`);
  return target;
}

type Found = readonly (readonly [ErasedKind, readonly Group[]])[];

const find = (deps: DeletionDeps, { extent, whose }: Target, kinds: readonly ErasedKind[]): Promise<Found> =>
  Promise.all(kinds.map(async (kind) => [kind, await deps.erasures.find(extent, kind, whose)] as const));

/** The numbers are stored before anything goes. */
async function count(deps: DeletionDeps, d: Deletion, found: Found): Promise<Deletion> {
  const next = counted(d, deps.now(), Object.fromEntries(found.map(([kind, groups]) => [kind, groups.length])));
  return JSON.stringify(next.counts) === JSON.stringify(d.counts) ? d : store(deps, next);
}

async function remove(deps: DeletionDeps, groups: readonly Group[]): Promise<void> {
  for (const writes of deps.erasures.remove(groups)) await deps.commit(writes);
}

/** Tokens are noise from the first write on; whoever is at a call keeps what it holds until it has ended. */
async function eraseKeys(deps: DeletionDeps, d: Deletion, target: Target): Promise<Deletion> {
  const found = await find(deps, target, ['data_key', 'token']);
  const next = await count(deps, d, found);
  for (const [, groups] of found) await remove(deps, groups);
  return next;
}

/** One deletion at a time takes what is a person's. Undefined while another one does. */
async function lock(deps: DeletionDeps, d: Deletion, userId: string): Promise<Write | undefined> {
  const holder = await deps.deletions.lockedBy(userId);
  return holder === undefined || holder === d.code ? deps.deletions.lock(userId, d.code, holder === d.code) : undefined;
}

/** The owner of a connection that others took away can see that it is gone. */
async function tellOwner(deps: DeletionDeps, { userId, connectionId }: Target): Promise<Write[]> {
  const user = connectionId === undefined ? undefined : await deps.users.get(userId);
  if (!user || connectionId === undefined || user.deletion !== undefined) return [];
  return [
    deps.users.checkEpoch(userId, user.epoch, deletionMoved()),
    eventWrite(deps, userId, 'disconnected', { connection: connectionId }),
  ];
}

/** State `stopping`: the keys go, then everybody who began before may end. */
export async function settle(deps: DeletionDeps, d: Deletion): Promise<Deletion> {
  const target = requireTarget(d);
  const keyless = await eraseKeys(deps, d, target);
  const leftMs = Date.parse(d.stoppedAt ?? d.receivedAt) + settleMs - deps.now().getTime();
  if (leftMs > 0) return store(deps, waiting(keyless, deps.now(), leftMs));
  await endPublications(deps, target);
  const taken = await lock(deps, keyless, target.userId);
  if (!taken) return store(deps, waiting(keyless, deps.now(), eraseWaitMs));
  return store(deps, erasing(keyless, deps.now()), [taken, ...(await tellOwner(deps, target))]);
}

/** Files are removed by the function that handles them; it takes each row when its files are gone. */
async function askForFiles(deps: DeletionDeps, { userId }: Target, groups: readonly Group[]): Promise<void> {
  for (const [row] of groups) {
    const message: MediaMessage = { kind: 'erase', user_id: userId, media_id: row?.key.sk ?? '' };
    await deps.sendMessage('media', message, { group: userId });
  }
}

async function eraseAll(deps: DeletionDeps, target: Target, found: Found): Promise<void> {
  const isMediaLeft = found.some(([kind, groups]) => kind === 'media' && groups.length > 0);
  for (const [kind, groups] of found) {
    if (kind === 'media') await askForFiles(deps, target, groups);
    // The person's own row is the last one: until then it says that they are being deleted.
    else if (kind !== 'user' || !isMediaLeft) await remove(deps, groups);
  }
}

/** Every partition, counter and index bucket that was known, once more. */
async function isClean(deps: DeletionDeps, d: Deletion, target: Target): Promise<boolean> {
  const left = await find(deps, target, kindsOf(target));
  if (left.some(([, groups]) => groups.length > 0)) return false;
  return !(await deps.erasures.isIndexed(d.trace?.buckets ?? [], target.userId, target.connectionId));
}

/** State `erasing`: nothing is called done that was not looked for and not found. */
export async function erase(deps: DeletionDeps, d: Deletion): Promise<Deletion> {
  const target = requireTarget(d);
  const found = await find(deps, target, kindsOf(target));
  const known = await count(deps, d, found);
  await eraseAll(deps, target, found);
  if (!(await isClean(deps, known, target))) return store(deps, waiting(known, deps.now(), eraseWaitMs));
  return store(deps, done(known, deps.now()), [deps.deletions.unlock(target.userId)]);
}

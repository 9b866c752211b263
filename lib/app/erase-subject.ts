/** What is left of the person goes: keys, tokens and copies at once, the rest when nobody who began before can be at work any more; then all of it is looked for again. */
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
import { Unexpected } from '../core/errors.ts';
import type { ExportMessage } from '../core/export.ts';
import type { MediaMessage } from '../core/messages.ts';
import type { Write } from '../core/ports.ts';
import { scrubbed } from '../core/publication-moves.ts';
import { type DeletionDeps, kindsOf, store, type Target, targetOf } from './deletion-work.ts';
import { eventWrite } from './record-event.ts';
import { endPublications } from './stop-subject.ts';

function requireTarget(d: Deletion): Target {
  const target = targetOf(d);
  if (!target) throw new Unexpected(`the deletion is ${d.state}, and says not of whom`);
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

/** Files are removed by the functions that handle them; they take each row when its files are gone. */
const askForFiles = {
  media: async (deps, userId, media_id) => {
    const message: MediaMessage = { kind: 'erase', user_id: userId, media_id };
    await deps.sendMessage('media', message, { group: userId });
  },
  export: async (deps, userId, export_id) => {
    const message: ExportMessage = { kind: 'export', user_id: userId, export_id };
    await deps.sendMessage('export', message, { group: userId });
  },
} as const satisfies Partial<Record<ErasedKind, (deps: DeletionDeps, userId: string, id: string) => Promise<void>>>;

const hasFiles = (kind: ErasedKind): kind is keyof typeof askForFiles => Object.hasOwn(askForFiles, kind);

/** A platform's request takes what came from it; that its owner approved something, and what became of it, is theirs. */
async function scrub(deps: DeletionDeps, userId: string, groups: readonly Group[]): Promise<void> {
  for (const [row] of groups) {
    const [postId = '', connectionId = ''] = row?.key.sk.split('#') ?? [];
    const p = await deps.publications.get(userId, postId, connectionId);
    if (p) await deps.commit([deps.publications.replace(scrubbed(p, deps.now()))]);
  }
}

async function eraseKind(deps: DeletionDeps, { userId, extent }: Target, kind: ErasedKind, groups: readonly Group[]): Promise<void> {
  if (kind === 'publication' && extent === 'connection') return scrub(deps, userId, groups);
  if (!hasFiles(kind)) return remove(deps, groups);
  for (const [row] of groups) await askForFiles[kind](deps, userId, row?.key.sk ?? '');
}

/** What gives access goes first. Tokens are noise from the first write on; whoever is at a call keeps what it holds until it has ended. */
async function eraseAccess(deps: DeletionDeps, d: Deletion, target: Target): Promise<Deletion> {
  const found = await find(deps, target, ['data_key', 'token', 'export']);
  const next = await count(deps, d, found);
  for (const [kind, groups] of found) await eraseKind(deps, target, kind, groups);
  return next;
}

/** When nobody can be at work any more who began before everything stopped. Making an export takes longer than anything else. */
async function quietAt(deps: DeletionDeps, { stoppedAt, receivedAt }: Deletion, { extent, userId }: Target): Promise<number> {
  const exports = extent === 'user' ? await deps.exports.list(userId) : [];
  return Math.max(Date.parse(stoppedAt ?? receivedAt) + settleMs, ...exports.map(({ lookAt }) => Date.parse(lookAt)));
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
  const keyless = await eraseAccess(deps, d, target);
  const leftMs = (await quietAt(deps, d, target)) - deps.now().getTime();
  if (leftMs > 0) return store(deps, waiting(keyless, deps.now(), leftMs));
  await endPublications(deps, d, target);
  const taken = await lock(deps, keyless, target.userId);
  if (!taken) return store(deps, waiting(keyless, deps.now(), eraseWaitMs(keyless, deps.now())));
  return store(deps, erasing(keyless, deps.now()), [taken, ...(await tellOwner(deps, target))]);
}

async function eraseAll(deps: DeletionDeps, target: Target, found: Found): Promise<void> {
  const isFileLeft = found.some(([kind, groups]) => hasFiles(kind) && groups.length > 0);
  // The person's own row is the last one: until then it says that they are being deleted.
  for (const [kind, groups] of found) if (kind !== 'user' || !isFileLeft) await eraseKind(deps, target, kind, groups);
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
  if (!(await isClean(deps, known, target))) return store(deps, waiting(known, deps.now(), eraseWaitMs(known, deps.now())));
  return store(deps, done(known, deps.now()), [deps.deletions.unlock(target.userId)]);
}

/**
 * The irreversible step. The order is the promise: the intent is stored before the call, there is one call, and its answer is stored before
 * anything else happens.
 */
import { AppError, isAppError } from '../core/errors.ts';
import { afterSend } from '../core/outcomes.ts';
import type { Sent } from '../core/provider.ts';
import type { Publication } from '../core/publication.ts';
import { published, sending } from '../core/publication-moves.ts';
import { intentLifeMs, sendRecheckMs } from '../core/reconcile.ts';
import { type AdvanceDeps, chance, holdOnReconnect, store, type Work } from './publish-work.ts';

type SeenLease = Awaited<ReturnType<AdvanceDeps['leases']['get']>>;

const leaseBusy = (): AppError => new AppError('conflict', 'lease_busy', 'Another post of this connection is being sent.');
const notApproved = (): AppError => new AppError('conflict', 'not_approved', 'There is no approval of this very content.');
const stopped = (): AppError => new AppError('conflict', 'stopped', 'This connection was told to stop.');

/** Who holds the lease, unless that one is still sending; a lease whose holder is not may be taken over. */
async function seenLease(deps: AdvanceDeps, p: Publication): Promise<SeenLease> {
  const lease = await deps.leases.get(p.connectionId);
  if (!lease || lease.holder === p.id) return lease;
  const holder = await deps.publications.get(p.userId, lease.postId, p.connectionId);
  if (holder?.id === lease.holder && holder.state === 'sending') throw leaseBusy();
  return lease;
}

/** Its revision is that of the intent: a publication never has two of one, so no lease is taken for another of the same holder. */
const leaseOf = ({ id, postId, rev }: Publication) => ({ holder: id, postId, rev });

/** The intent: one transaction that holds only if approval, content, epochs and lease all still do. `lease` is who was seen to hold it. */
async function intend(deps: AdvanceDeps, { p, connection }: Work, lease: SeenLease): Promise<Publication> {
  const intent = sending(p, deps.now(), sendRecheckMs);
  await deps.commit([
    deps.publications.replace(intent),
    deps.approvals.checkExists(p, notApproved()),
    deps.posts.checkHash(p.userId, p.postId, p.hash, notApproved()),
    deps.connections.checkEpoch({ ...connection, epoch: p.connectionEpoch }, stopped()),
    deps.users.checkEpoch(p.userId, p.userEpoch, stopped()),
    deps.stops.checkAbsent(),
    deps.leases.take(p.connectionId, leaseOf(intent), lease, leaseBusy()),
  ]);
  return intent;
}

/** Mostly nobody holds the lease, so it is looked at only when taking it has failed. */
async function intendInTurn(deps: AdvanceDeps, work: Work): Promise<Publication> {
  try {
    return await intend(deps, work, undefined);
  } catch (error) {
    if (!isAppError(error, 'conflict', 'lease_busy')) throw error;
    return intend(deps, work, await seenLease(deps, work.p));
  }
}

/** The answer is stored whatever others did meanwhile: a remote id that we were told is never thrown away. */
async function storeAnswer(deps: AdvanceDeps, intent: Publication, next: Publication, remoteId: string | undefined): Promise<Publication> {
  try {
    return await store(deps, intent, next);
  } catch (error) {
    if (remoteId === undefined || !isAppError(error, 'conflict', 'publication_moved')) throw error;
    const present = await deps.publications.get(intent.userId, intent.postId, intent.connectionId);
    const isSamePart = present?.id === intent.id && present.done.length === intent.done.length;
    if (!present || !isSamePart || present.remoteId !== undefined) throw error;
    return storeAnswer(deps, present, published(present, deps.now(), remoteId), remoteId);
  }
}

async function release(deps: AdvanceDeps, intent: Publication): Promise<void> {
  try {
    await deps.commit([deps.leases.release(intent.connectionId, leaseOf(intent))]);
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
  }
}

/** Frozen or very slow between the intent and the call: others may have acted on our silence already. */
const isFresh = (intent: Publication, now: Date): boolean => now.getTime() - Date.parse(intent.sentAt ?? '') <= intentLifeMs;
/** Nothing was sent, and we know it. */
const tooLate: Sent = { kind: 'refused', failure: { code: 'provider_unavailable' }, again: true };

export async function send(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p, provider } = work;
  let intent: Publication | undefined;
  let remoteId: string | undefined;
  const next = await holdOnReconnect(deps, p, async () => {
    const token = await work.token();
    intent = await intendInTurn(deps, work);
    const answer = isFresh(intent, deps.now()) ? await provider.send(token, p.memo ?? {}) : tooLate;
    if (answer.kind === 'sent') remoteId = answer.remoteId;
    return afterSend(intent, answer, { now: deps.now(), chance: chance(deps) });
  });
  if (!intent) return store(deps, p, next);
  const stored = await storeAnswer(deps, intent, next, remoteId);
  await release(deps, intent);
  return stored;
}

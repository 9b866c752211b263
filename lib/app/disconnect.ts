/** Disconnects one connection: nothing new goes out from the first write on; then its key, token and rows are gone. */
import type { Connection } from '../core/connection.ts';
import { AppError, isAppError, notFound } from '../core/errors.ts';
import { isCancelable, type Publication } from '../core/publication.ts';
import { canceled, unknown } from '../core/publication-moves.ts';
import { sendRecheckMs } from '../core/reconcile.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'connections' | 'publications' | 'vault' | 'health' | 'events' | 'commit' | 'forgetRemote'>;

const publishingNow = (retryAfterMs: number): AppError =>
  new AppError('conflict', 'publishing_now', 'The platform may be asked about a post at this very moment. Nothing new will go out.', {
    remediation: 'Try again in two minutes to finish disconnecting.',
    retryAfterMs,
  });

/** From here on every worker refuses: they compare the epoch before their calls. @returns whether this run was the one that stopped it. */
async function stop(deps: Needs, connection: Connection): Promise<{ stopped: Connection; isFirst: boolean }> {
  if (connection.state === 'disconnecting') return { stopped: connection, isFirst: false };
  const busyUntil = new Date(deps.now().getTime() + sendRecheckMs).toISOString();
  const { epoch, rev } = connection;
  const stopped: Connection = { ...connection, state: 'disconnecting', epoch: epoch + 1, rev: rev + 1, busyUntil };
  await deps.commit([deps.connections.replace(stopped)]);
  return { stopped, isFirst: true };
}

const isOpen = (p: Publication): boolean => p.dueAt !== undefined || p.state === 'held';

/** Clocks of two functions may differ, and ours may stand still while this invocation lasts (29 s at most). */
const skewMs = 45_000;

/** May a worker hold the token for this one right now? It is due, or something moved it within the life of a worker. */
function mayBeAtWork(p: Publication, now: Date): boolean {
  const isDue = p.dueAt !== undefined && Date.parse(p.dueAt) <= now.getTime() + skewMs;
  return isDue || Date.parse(p.updatedAt) > now.getTime() - sendRecheckMs - skewMs;
}

/** Ends one publication; a worker that moved it meanwhile makes us look again. @returns whether a worker may be at it. */
async function end(deps: Needs, seen: Publication, wasAtWork = false): Promise<boolean> {
  const p = await deps.publications.get(seen.userId, seen.postId, seen.connectionId);
  const now = deps.now();
  const isAtWork = wasAtWork || mayBeAtWork(seen, now) || (p !== undefined && mayBeAtWork(p, now));
  if (!p || !isOpen(p) || p.state === 'published') return isAtWork;
  if (p.state === 'sending' && p.dueAt !== undefined && now < new Date(p.dueAt)) return true;
  const ended = isCancelable(p) ? canceled(p, now) : unknown(p, now);
  try {
    const about = { post: p.postId, connection: p.connectionId, publication: p.id };
    const type = ended.state === 'canceled' ? 'post_canceled' : 'post_outcome_unknown';
    await deps.commit([deps.publications.replace(ended), eventWrite(deps, p.userId, type, about)]);
  } catch (error) {
    if (isAppError(error, 'conflict', 'publication_moved')) return end(deps, p, true);
    throw error;
  }
  return isAtWork;
}

/** Ends all that is open. @throws {AppError} `publishing_now` while a worker that began before may still be at a call. */
async function endAll(deps: Needs, { stopped, isFirst }: { stopped: Connection; isFirst: boolean }): Promise<void> {
  const all = (await deps.publications.ofUser(stopped.userId)).filter((p) => p.connectionId === stopped.id);
  let isBusy = !isFirst || all.some((p) => mayBeAtWork(p, deps.now()));
  for (const p of all.filter(isOpen)) isBusy = (await end(deps, p)) || isBusy;
  const busyMs = Date.parse(stopped.busyUntil ?? stopped.connectedAt) - deps.now().getTime();
  if (isBusy && busyMs > 0) throw publishingNow(busyMs);
}

/** How many publications this disconnecting has canceled, also in an earlier run. */
async function countCanceled(deps: Needs, { userId, id, busyUntil = '' }: Connection): Promise<number> {
  const stoppedAt = new Date(Date.parse(busyUntil) - sendRecheckMs).toISOString();
  const all = await deps.publications.ofUser(userId);
  return all.filter((p) => p.connectionId === id && p.state === 'canceled' && p.updatedAt >= stoppedAt).length;
}

/** Repeatable: a run that stopped half-way is finished by the next. @throws {AppError} `not_found`; `forbidden` `presence_proof_needed`; `conflict` `publishing_now`. */
export async function disconnect(
  deps: Needs,
  { caller, connectionId }: { caller: Caller; connectionId: string },
): Promise<{ canceledPublications: number }> {
  requireProof(caller.session, deps.now());
  const connection = await deps.connections.get(caller.user.id, connectionId);
  if (!connection) throw notFound('connection');
  const stopping = await stop(deps, connection);
  await endAll(deps, stopping);
  const canceledPublications = await countCanceled(deps, stopping.stopped);
  await deps.forgetRemote(connection);
  const versions = await deps.vault.versions(connectionId);
  await deps.commit([
    ...versions.map((version) => deps.vault.remove(connectionId, version)),
    ...deps.connections.remove(connection),
    ...deps.health.remove(connection.userId, connectionId),
    eventWrite(deps, caller.user.id, 'disconnected', { connection: connectionId }),
  ]);
  return { canceledPublications };
}

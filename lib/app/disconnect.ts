/** Disconnects one connection: nothing new goes out from the first write on; then its key, token and rows are gone. */
import type { Connection } from '../core/connection.ts';
import { AppError, notFound } from '../core/errors.ts';
import { sendRecheckMs } from '../core/reconcile.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { end, isOpen, mayBeAtWork, stop } from './stop-connection.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'connections' | 'publications' | 'vault' | 'health' | 'events' | 'commit' | 'forgetRemote'>;

const publishingNow = (retryAfterMs: number): AppError =>
  new AppError('conflict', 'publishing_now', 'The platform may be asked about a post at this very moment. Nothing new will go out.', {
    remediation: 'Try again in two minutes to finish disconnecting.',
    retryAfterMs,
  });

/** Ends all that is open. @throws {AppError} `publishing_now` while a worker that began before may still be at a call. */
async function endAll(deps: Needs, { stopped, isFirst }: { stopped: Connection; isFirst: boolean }): Promise<void> {
  const all = (await deps.publications.ofUser(stopped.userId)).filter((p) => p.connectionId === stopped.id);
  let isBusy = !isFirst || all.some((p) => mayBeAtWork(p, deps.now()));
  for (const p of all.filter(isOpen)) isBusy = (await end(deps, p, stopped.stoppedBy ?? 'disconnected')) || isBusy;
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
  const stopping = await stop(deps, connection, 'disconnected');
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

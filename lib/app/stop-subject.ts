/**
 * Everything of the person, or of the one connection, stops: epochs are raised, what waits is canceled. What is known of them is written down
 * first, and the ledger before anything goes, so that a copy from before can be cleaned of them, too.
 */
import type { Connection } from '../core/connection.ts';
import { type Deletion, done, type Scope, stopping, type Trace, traced } from '../core/deletion.ts';
import { endedByDoor } from '../core/ending.ts';
import { Unexpected } from '../core/errors.ts';
import { isOver, withdrawn } from '../core/export.ts';
import { ledgerEntry } from '../core/ledger.ts';
import { removed } from '../core/media.ts';
import { type DeletionDeps, store, type Target, targetOf } from './deletion-work.ts';
import { end, isOpen, stop } from './stop-connection.ts';

type Meant = Exclude<Scope, { kind: 'nobody' }>;

async function connectionsOf(deps: DeletionDeps, scope: Meant): Promise<Connection[]> {
  const all = await deps.connections.list(scope.userId);
  return scope.kind === 'user' ? all : all.filter(({ id }) => id === scope.connectionId);
}

async function traceOf(deps: DeletionDeps, scope: Meant): Promise<Trace> {
  const connections = await connectionsOf(deps, scope);
  const remotes = connections.map(({ provider, remoteHash }) => ({ provider, remoteHash }));
  const buckets = await deps.erasures.buckets(scope.userId);
  if (scope.kind === 'connection') return { connectionIds: [scope.connectionId], remotes, buckets };
  const user = await deps.users.get(scope.userId);
  // Connections of earlier days have left keys of theirs in publications only.
  const past = (await deps.publications.ofUser(scope.userId)).map(({ connectionId }) => connectionId);
  const connectionIds = [...new Set([...connections.map(({ id }) => id), ...past])];
  const emailHash = user && (await deps.keyedHash('email', user.address));
  return { connectionIds, remotes, buckets, ...(emailHash === undefined ? {} : { emailHash }) };
}

/** Ends what is open; what a worker has just claimed is ended again after the pause. */
export async function endPublications(deps: DeletionDeps, { door }: Deletion, { userId, extent, connectionId }: Target): Promise<void> {
  const all = await deps.publications.ofUser(userId);
  const meant = all.filter((one) => isOpen(one) && (extent === 'user' || one.connectionId === connectionId));
  for (const p of meant) await end(deps, p, endedByDoor[door]);
}

/** Whoever checks an upload finds it removed, and takes back what it made. */
async function stopUploads(deps: DeletionDeps, { extent, whose }: Target): Promise<void> {
  if (extent !== 'user') return;
  for (const [row] of await deps.erasures.find('user', 'media', whose)) {
    const media = row && (await deps.media.get(whose.userId, row.key.sk));
    if (media && media.state !== 'deleted') await deps.commit([deps.media.replace(removed(media, deps.now()))]);
  }
}

/** Nobody gets a copy any more, and whoever is making one finds it withdrawn. */
async function stopExports(deps: DeletionDeps, { extent, userId }: Target): Promise<void> {
  if (extent !== 'user') return;
  for (const made of await deps.exports.list(userId))
    if (!isOver(made, deps.now())) await deps.commit([deps.exports.replace(withdrawn(made, deps.now()))]);
}

export async function stopSubject(deps: DeletionDeps, d: Deletion): Promise<Deletion> {
  const { scope } = d;
  if (!scope || scope.kind === 'nobody') return store(deps, done(d, deps.now()));
  const known = d.trace ? d : await store(deps, traced(d, deps.now(), await traceOf(deps, scope)));
  const target = targetOf(known);
  if (!target || !known.trace) throw new Unexpected('a deletion without a trace');
  const userHash = await deps.keyedHash('subject', target.userId);
  await deps.commit([deps.ledger.put(ledgerEntry(known, { extent: target.extent, userHash, trace: known.trace }))]);
  for (const connection of await connectionsOf(deps, scope)) await stop(deps, connection, endedByDoor[d.door]);
  await endPublications(deps, d, target);
  await stopUploads(deps, target);
  await stopExports(deps, target);
  return store(deps, stopping(known, deps.now()));
}

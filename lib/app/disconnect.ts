/** Disconnects one connection: nothing new goes out from the first write on; then its key, token and rows are gone. */
import type { Connection } from '../core/connection.ts';
import { AppError, isAppError, notFound } from '../core/errors.ts';
import { canceled, isCancelable, type Publication, unknown } from '../core/publication.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'connections' | 'publications' | 'vault' | 'events' | 'commit'>;

const publishingNow = (): AppError =>
  new AppError('conflict', 'publishing_now', 'A post is being sent at this very moment. Nothing else will go out.', {
    remediation: 'Try again in two minutes to finish disconnecting.',
    retryAfterMs: 120_000,
  });

/** From here on every worker refuses: they compare the epoch before each publish call. */
async function stop(deps: Needs, connection: Connection): Promise<Connection> {
  if (connection.state === 'disconnecting') return connection;
  const stopped: Connection = { ...connection, state: 'disconnecting', epoch: connection.epoch + 1, rev: connection.rev + 1 };
  await deps.commit([deps.connections.replace(stopped)]);
  return stopped;
}

const isDone = (p: Publication): boolean => p.state === 'published' || p.dueAt === undefined;

/** Ends one publication; a worker that moved it meanwhile makes us look again. @returns whether it was canceled. */
async function end(deps: Needs, seen: Publication): Promise<boolean> {
  const p = await deps.publications.get(seen.userId, seen.postId, seen.connectionId);
  if (!p || (isDone(p) && p.state !== 'held')) return false;
  const now = deps.now();
  if (p.state === 'sending' && p.dueAt !== undefined && now < new Date(p.dueAt)) throw publishingNow();
  const ended = isCancelable(p) ? canceled(p, now) : unknown(p, now);
  try {
    const about = { post: p.postId, connection: p.connectionId, publication: p.id };
    const type = ended.state === 'canceled' ? 'post_canceled' : 'post_outcome_unknown';
    await deps.commit([deps.publications.replace(ended), eventWrite(deps, p.userId, type, about)]);
  } catch (error) {
    if (isAppError(error, 'conflict', 'publication_moved')) return end(deps, p);
    throw error;
  }
  return ended.state === 'canceled';
}

/** Repeatable: a run that stopped half-way is finished by the next. @throws {AppError} `not_found`; `forbidden` `presence_proof_needed`; `conflict` `publishing_now`. */
export async function disconnect(
  deps: Needs,
  { caller, connectionId }: { caller: Caller; connectionId: string },
): Promise<{ canceledPublications: number }> {
  requireProof(caller.session, deps.now());
  const connection = await deps.connections.get(caller.user.id, connectionId);
  if (!connection) throw notFound('connection');
  await stop(deps, connection);
  const open = (await deps.publications.ofUser(caller.user.id)).filter(
    (p) => p.connectionId === connectionId && (!isDone(p) || p.state === 'held'),
  );
  let canceledPublications = 0;
  for (const p of open) if (await end(deps, p)) canceledPublications += 1;
  const versions = await deps.vault.versions(connectionId);
  await deps.commit([
    ...versions.map((version) => deps.vault.remove(connectionId, version)),
    ...deps.connections.remove(connection),
    eventWrite(deps, caller.user.id, 'disconnected', { connection: connectionId }),
  ]);
  return { canceledPublications };
}

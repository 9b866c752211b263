/** The common beginning of disconnecting and deleting: a connection is told to stop, and what is open for it is ended. */
import { type Connection, heldByTimer, isForgotten } from '../core/connection.ts';
import type { EndedBy } from '../core/ending.ts';
import { isAppError } from '../core/errors.ts';
import { isCancelable, type Publication } from '../core/publication.ts';
import { canceled, stillDenied, unknown } from '../core/publication-moves.ts';
import { sendRecheckMs } from '../core/reconcile.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'connections' | 'publications' | 'events' | 'commit'>;

/** Before there was a timer for it, disconnecting ended only when somebody asked again. */
async function hold(deps: Needs, connection: Connection): Promise<Connection> {
  if (!isForgotten(connection)) return connection;
  const held = heldByTimer(connection, deps.now());
  await deps.commit([deps.connections.replace(held)]);
  return held;
}

/** From here on every worker refuses: they compare the epoch before their calls. @returns whether this run was the one that stopped it. */
export async function stop(
  deps: Needs,
  connection: Connection,
  stoppedBy: EndedBy,
  { isFinishedByTimer = false } = {},
): Promise<{ stopped: Connection; isFirst: boolean }> {
  if (connection.state === 'disconnecting')
    return { stopped: isFinishedByTimer ? await hold(deps, connection) : connection, isFirst: false };
  const busyUntil = new Date(deps.now().getTime() + sendRecheckMs).toISOString();
  const { epoch, rev } = connection;
  const stopped: Connection = { ...connection, state: 'disconnecting', epoch: epoch + 1, rev: rev + 1, busyUntil, stoppedBy };
  if (isFinishedByTimer) stopped.dueAt = busyUntil;
  await deps.commit([deps.connections.replace(stopped)]);
  return { stopped, isFirst: true };
}

export const isOpen = (p: Publication): boolean => p.dueAt !== undefined || p.state === 'held';

/** Clocks of two functions may differ, and ours may stand still while this invocation lasts (29 s at most). */
const skewMs = 45_000;

/** May a worker hold the token for this one right now? It is due, or something moved it within the life of a worker. */
export function mayBeAtWork(p: Publication, now: Date): boolean {
  const isDue = p.dueAt !== undefined && Date.parse(p.dueAt) <= now.getTime() + skewMs;
  return isDue || Date.parse(p.updatedAt) > now.getTime() - sendRecheckMs - skewMs;
}

/** What was already answered by its owner stays so; only the search for it ends. */
function endedOf(p: Publication, now: Date, by: EndedBy): Publication {
  if (p.state === 'failed') return stillDenied(p, now, undefined);
  return isCancelable(p) ? canceled(p, now, by) : unknown(p, now, { endedBy: by });
}

/** Ends one publication; a worker that moved it meanwhile makes us look again. @returns whether a worker may be at it. */
export async function end(deps: Needs, seen: Publication, by: EndedBy, wasAtWork = false): Promise<boolean> {
  const p = await deps.publications.get(seen.userId, seen.postId, seen.connectionId);
  const now = deps.now();
  const isAtWork = wasAtWork || mayBeAtWork(seen, now) || (p !== undefined && mayBeAtWork(p, now));
  if (!p || !isOpen(p) || p.state === 'published') return isAtWork;
  if (p.state === 'sending' && p.dueAt !== undefined && now < new Date(p.dueAt)) return true;
  const ended = endedOf(p, now, by);
  try {
    const about = { post: p.postId, connection: p.connectionId, publication: p.id, ended_by: by };
    const type = ended.state === 'canceled' ? 'post_canceled' : 'post_outcome_unknown';
    const told = ended.state === p.state ? [] : [eventWrite(deps, p.userId, type, about)];
    await deps.commit([deps.publications.replace(ended), ...told]);
  } catch (error) {
    if (isAppError(error, 'conflict', 'publication_moved')) return end(deps, p, by, true);
    throw error;
  }
  return isAtWork;
}

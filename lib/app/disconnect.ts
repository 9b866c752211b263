/**
 * Disconnects one connection: nothing new goes out from the first write on; then its key, token and rows are gone. While a worker that
 * began before may still be at a call, that waits: the timer holds the row, and the eraser finishes it without anybody asking again.
 */
import { type Connection, endsAt } from '../core/connection.ts';
import { isAppError, notFound } from '../core/errors.ts';
import type { EraseMessage } from '../core/messages.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Commits, Deps, Sends } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { end, isOpen, mayBeAtWork, stop } from './stop-connection.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'connections' | 'publications' | 'vault' | 'health' | 'events' | 'forgetRemote'> &
  Commits<'main' | 'vault'>;
type Asking = Needs & Sends<'erase'>;

/** `endsAt`: when it ends by itself. */
export type Disconnection = { state: 'done' | 'disconnecting'; endsAt: Date | undefined; canceledPublications: number };

/** Ends all that is open. @returns until when a worker that began before may still be at a call; undefined: nobody is. */
async function endAll(deps: Needs, stopped: Connection, isFirst: boolean): Promise<Date | undefined> {
  const all = (await deps.publications.ofUser(stopped.userId)).filter((p) => p.connectionId === stopped.id);
  let isBusy = !isFirst || all.some((p) => mayBeAtWork(p, deps.now()));
  for (const p of all.filter(isOpen)) isBusy = (await end(deps, p, stopped.stoppedBy ?? 'disconnected')) || isBusy;
  const busyUntil = new Date(stopped.busyUntil ?? stopped.connectedAt);
  return isBusy && busyUntil > deps.now() ? busyUntil : undefined;
}

/** Of those that this disconnecting has ended, also in an earlier run. */
async function countCanceled(deps: Needs, { userId, id }: Connection): Promise<number> {
  const all = await deps.publications.ofUser(userId);
  return all.filter((p) => p.connectionId === id && p.state === 'canceled' && p.endedBy === 'disconnected').length;
}

async function removeAll(deps: Needs, connection: Connection): Promise<void> {
  await deps.forgetRemote(connection);
  const versions = await deps.vault.versions(connection.id);
  await deps.commit([
    ...versions.map((version) => deps.vault.remove(connection.id, version)),
    ...deps.connections.remove(connection),
    ...deps.health.remove(connection.userId, connection.id),
    eventWrite(deps, connection.userId, 'disconnected', { connection: connection.id }),
  ]);
}

/** Repeatable: whoever comes second, or after a crash, finds what is left. */
async function goOn(deps: Needs, stopped: Connection, isFirst: boolean): Promise<Date | undefined> {
  const busyUntil = await endAll(deps, stopped, isFirst);
  if (busyUntil) return busyUntil;
  try {
    await removeAll(deps, stopped);
  } catch (error) {
    // Another run has just removed it all.
    if (!isAppError(error, 'conflict') || (await deps.connections.get(stopped.userId, stopped.id))) throw error;
  }
  return undefined;
}

/** A lost message is no loss: the connection stands in the `due` index. */
async function sendLater(deps: Pick<Deps, 'now'> & Sends<'erase'>, { userId, id }: Connection, at: Date): Promise<void> {
  const message: EraseMessage = { kind: 'disconnection', user_id: userId, connection_id: id };
  const delaySeconds = Math.min(900, Math.max(0, Math.ceil((at.getTime() - deps.now().getTime()) / 1000)));
  await deps.sendMessage('erase', message, { delaySeconds, group: id });
}

/** Asked again while it goes on, it says the same. @throws {AppError} `not_found`; `forbidden` `presence_proof_needed`. */
export async function disconnect(deps: Asking, { caller, connectionId }: { caller: Caller; connectionId: string }): Promise<Disconnection> {
  requireProof(caller.session, deps.now());
  const connection = await deps.connections.get(caller.user.id, connectionId);
  if (!connection) throw notFound('connection');
  const { stopped, isFirst } = await stop(deps, connection, 'disconnected', { isFinishedByTimer: true });
  // Without a time it goes with the deletion that told it to stop, which counts what there is.
  const busyUntil = stopped.dueAt === undefined ? 'deletion' : await goOn(deps, stopped, isFirst);
  const canceledPublications = await countCanceled(deps, stopped);
  if (!busyUntil) return { state: 'done', endsAt: undefined, canceledPublications };
  if (busyUntil !== 'deletion') await sendLater(deps, stopped, busyUntil);
  return { state: 'disconnecting', endsAt: endsAt(stopped), canceledPublications };
}

type Which = { userId: string; connectionId: string };

/** What the eraser does when its time has come. Harmless to repeat, reorder or lose. */
export async function finishDisconnecting(
  deps: Asking & Pick<Deps, 'users'>,
  { userId, connectionId }: Which,
): Promise<{ outcome: 'none' | 'early' | 'moved'; state?: Disconnection['state'] }> {
  const stopped = await deps.connections.get(userId, connectionId);
  if (stopped?.state !== 'disconnecting' || stopped.dueAt === undefined) return { outcome: 'none' };
  // A deletion of everything counts what there is, and takes this along.
  if ((await deps.users.get(userId))?.deletion !== undefined) return { outcome: 'none' };
  const busyUntil = await goOn(deps, stopped, false);
  if (!busyUntil) return { outcome: 'moved', state: 'done' };
  await sendLater(deps, stopped, busyUntil);
  return { outcome: 'early', state: 'disconnecting' };
}

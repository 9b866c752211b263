/** The first step of a request that names somebody by hash: whoever it is, is told to stop in the same write that says so. */
import { type Deletion, eraseWaitMs, refused, type Subject, verified, waiting } from '../core/deletion.ts';
import { type DeletionDeps, store } from './deletion-work.ts';
import { beginWrites } from './request-deletion.ts';

type Of<K extends Subject['kind']> = Extract<Subject, { kind: K }>;

const nobody = { kind: 'nobody' } as const;

/** A platform may repeat an old request for hours. What was granted after it is another grant, which it does not mean. */
async function findRemote(deps: DeletionDeps, d: Deletion, { remote, asOf }: Of<'remote'>): Promise<Deletion> {
  const now = deps.now();
  const owner = await deps.connections.owner(remote.provider, remote.remoteHash);
  const connection = owner && (await deps.connections.get(owner.userId, owner.connectionId));
  if (!connection) return store(deps, verified(d, now, nobody));
  if ((connection.consentedAt ?? connection.connectedAt) >= asOf) return store(deps, refused(d, now, 'connected_again'));
  return store(deps, verified(d, now, { kind: 'connection', userId: connection.userId, connectionId: connection.id }));
}

async function findAddress(deps: DeletionDeps, d: Deletion, { emailHash, asOf }: Of<'address'>): Promise<Deletion> {
  const now = deps.now();
  const userId = await deps.users.idByEmail(emailHash);
  const user = userId === undefined ? undefined : await deps.users.get(userId);
  if (!user || user.createdAt > asOf) return store(deps, verified(d, now, nobody));
  // Another request was faster; when it is done, there is nobody left.
  if (user.deletion !== undefined && user.deletion !== d.code) return store(deps, waiting(d, now, eraseWaitMs(d, now)));
  const begun = user.deletion === d.code ? [] : beginWrites(deps, user, d.code);
  return store(deps, verified(d, now, { kind: 'user', userId: user.id }), begun);
}

export async function findSubject(deps: DeletionDeps, d: Deletion): Promise<Deletion> {
  const { subject } = d;
  if (!subject) return store(deps, verified(d, deps.now(), nobody));
  return subject.kind === 'remote' ? findRemote(deps, d, subject) : findAddress(deps, d, subject);
}

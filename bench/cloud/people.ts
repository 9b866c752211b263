/** Who uses the virtual cloud: a signed-in person with connections, and what they write and approve. Set up without counting. */

import { approvePost } from '../../lib/app/approve-post.ts';
import { tokenSealer } from '../../lib/aws/token-sealer.ts';
import { type Connection, tokenContext } from '../../lib/core/connection.ts';
import { newId } from '../../lib/core/ids.ts';
import type { Publication } from '../../lib/core/publication.ts';
import { hashSecret } from '../../lib/core/secret.ts';
import type { OpenSession } from '../../lib/core/session.ts';
import type { User } from '../../lib/core/user.ts';
import { allStores } from '../../test/support/all-stores.ts';
import { aConnection, aPost, aSession, aUser } from '../../test/support/builders.ts';
import type { Cloud } from './cloud.ts';

export type Person = {
  user: User;
  session: OpenSession;
  cookie: string;
  connections: readonly Connection[] /** Of the newest connection. */;
  token: string;
};

const monthsMs = 50 * 24 * 3_600_000;

/** Real sealing, real rows; nobody's consent window. */
export async function moveIn(cloud: Cloud, connectionCount = 1): Promise<Person> {
  const { memory, platform, keys, random, now } = cloud;
  const { users, sessions, connections, tokens, vault, commit } = allStores(memory);
  const sealer = tokenSealer(keys, random.bytes);
  const ids = { now, randomBytes: random.bytes };
  const at = now().toISOString();
  const user = aUser({ id: newId('usr', ids), createdAt: at });
  const cookie = Buffer.from(random.bytes(32)).toString('base64url');
  const session = aSession({ id: newId('ses', ids), userId: user.id, createdAt: at, lastSeenAt: at, provenAt: at });
  await commit([...users.create(user, hashSecret(user.id)), ...sessions.create(session, hashSecret(cookie))]);
  const linked: Connection[] = [];
  let newest = '';
  for (let i = 0; i < connectionCount; i += 1) {
    const { id: remoteId, token } = platform.connect(`account${platform.accounts.length + 1}`);
    const id = newId('con', ids);
    const connection = aConnection({ id, userId: user.id, remoteId, remoteHash: hashSecret(remoteId), consentedAt: at, connectedAt: at });
    const { sealed, wrapped } = await sealer.seal(token, tokenContext(connection));
    const expiresAt = new Date(now().getTime() + monthsMs).toISOString();
    const row = { sealed, keyVersion: 1, expiresAt, issuedAt: at, rev: 1 };
    await commit([...connections.create(connection), tokens.put(user.id, id, row), vault.create(id, 1, wrapped)]);
    linked.push(connection);
    newest = token;
  }
  return { user, session: { ...session, tokenHash: hashSecret(cookie) }, cookie, connections: linked, token: newest };
}

/** An approved text, due at an instant that need not be a whole minute. Its message, if one is sent, is lost: the sweeper finds it. */
export async function approved(cloud: Cloud, person: Person, at: Date, [connection] = person.connections): Promise<Publication> {
  if (!connection) throw new Error('this person has no connection');
  const { memory, random, now } = cloud;
  const all = allStores(memory);
  const id = newId('post', { now, randomBytes: random.bytes });
  const schedule = { at: at.toISOString(), wallTime: at.toISOString().slice(0, 16), zone: 'UTC', ifLate: 'publish' } as const;
  const post = aPost({ id, userId: person.user.id, text: `Words of ${id}.`, targets: [connection.id], schedule });
  await all.commit([all.posts.create(post)]);
  const caller = { user: person.user, session: { ...person.session, provenAt: now().toISOString() } };
  const ports = { ...all, now, randomBytes: random.bytes, sendMessage: async () => {} };
  await approvePost(ports, { caller, postId: id, expectedHash: post.hash });
  const publication = await all.publications.get(person.user.id, id, connection.id);
  if (!publication) throw new Error('an approval made no publication');
  return publication;
}

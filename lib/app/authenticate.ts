/** From a session cookie to the caller. Expiry and epoch are checked here, never left to the table's TTL. */
import { hashSecret } from '../core/secret.ts';
import { isSessionOpen, type OpenSession } from '../core/session.ts';
import type { User } from '../core/user.ts';
import type { Deps } from './deps.ts';

export type Caller = { user: User; session: OpenSession };

/** The caller, or undefined when the cookie opens nothing (any more). */
export async function authenticate(
  deps: Pick<Deps, 'now' | 'sessions' | 'users'>,
  cookie: string | undefined,
): Promise<Caller | undefined> {
  if (cookie === undefined) return undefined;
  const session = await deps.sessions.get(hashSecret(cookie));
  if (!session || !isSessionOpen(session, deps.now())) return undefined;
  const user = await deps.users.get(session.userId);
  return user && user.epoch === session.userEpoch && user.deletion === undefined ? { user, session } : undefined;
}

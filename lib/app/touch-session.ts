/** Keeps a used session from idling out; written at most every ten minutes. */
import { type OpenSession, touchEveryMs } from '../core/session.ts';
import type { Deps } from './deps.ts';

export async function touchSession(deps: Pick<Deps, 'now' | 'sessions' | 'commit'>, session: OpenSession): Promise<OpenSession> {
  const now = deps.now();
  if (now.getTime() - Date.parse(session.lastSeenAt) < touchEveryMs) return session;
  const touched = { ...session, lastSeenAt: now.toISOString() };
  await deps.commit(deps.sessions.touch(touched));
  return touched;
}

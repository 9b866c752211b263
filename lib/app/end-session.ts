/** Ends one of the caller's sessions: its cookie opens nothing from here on. */
import { notFound } from '../core/errors.ts';
import type { Deps } from './deps.ts';

/** @throws {AppError} `not_found` for somebody else's session and a missing one alike. */
export async function endSession(deps: Pick<Deps, 'sessions' | 'commit'>, input: { userId: string; sessionId: string }): Promise<void> {
  const session = (await deps.sessions.list(input.userId)).find(({ id }) => id === input.sessionId);
  if (!session) throw notFound('session');
  await deps.commit(deps.sessions.end(session));
}

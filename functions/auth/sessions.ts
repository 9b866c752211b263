/** POST /v1/auth/sign-out, POST /v1/auth/keep-alive, GET /v1/me, GET /v1/sessions, DELETE /v1/sessions/{session_id} */
import { endSession } from '../../lib/app/end-session.ts';
import { touchSession } from '../../lib/app/touch-session.ts';
import { emptyInput } from '../../lib/core/api.ts';
import { isSessionOpen } from '../../lib/core/session.ts';
import { clearSessionCookie } from '../middleware/cookies.ts';
import { noBody, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { listView, meView, sessionView } from '../views.ts';
import type { AuthDeps } from './routes.ts';

export const signOutRoute = sessionRoute<AuthDeps, typeof noBody>({
  status: 204,
  body: noBody,
  run: async (deps, { caller }) => {
    await deps.commit(deps.sessions.end(caller.session));
    return { cookies: [clearSessionCookie()] };
  },
});

export const meRoute = sessionRoute<AuthDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller }) => ({ body: meView(caller.user, caller.session, await deps.stops.get()) }),
});

/** The console calls this while somebody looks at it. A GET never writes, so reading alone lets a session idle out. */
export const keepAliveRoute = sessionRoute<AuthDeps, typeof emptyInput>({
  status: 200,
  body: emptyInput,
  run: async (deps, { caller }) => ({ body: meView(caller.user, await touchSession(deps, caller.session), await deps.stops.get()) }),
});

export const listSessionsRoute = sessionRoute<AuthDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller }) => {
    const open = (await deps.sessions.list(caller.user.id)).filter((session) => isSessionOpen(session, deps.now()));
    return { body: listView(open.map((session) => sessionView(session, caller.session.id))) };
  },
});

export const endSessionRoute = sessionRoute<AuthDeps, typeof noBody>({
  status: 204,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const sessionId = readId(params, 'session_id', 'ses', 'session');
    await endSession(deps, { userId: caller.user.id, sessionId });
    return sessionId === caller.session.id ? { cookies: [clearSessionCookie()] } : {};
  },
});

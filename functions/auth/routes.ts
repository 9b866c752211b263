/** All routes of `auth`, by the keys of the duty table. */
import type { Deps, Sends } from '../../lib/app/deps.ts';
import type { duties } from '../duties.ts';
import { type ApiDeps, noBody, publicRoute, type Route } from '../middleware/http.ts';
import { acceptInviteRoute, redeemLinkRoute, requestLinkRoute } from './links.ts';
import { endSessionRoute, keepAliveRoute, listSessionsRoute, meRoute, signOutRoute } from './sessions.ts';
import { unknownRoute } from './unknown-route.ts';

export type AuthDeps = ApiDeps & Pick<Deps, 'keyedHash' | 'links' | 'devices' | 'rates' | 'stops' | 'events' | 'commit'> & Sends<'mail'>;

const healthRoute = publicRoute<AuthDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async () => ({ body: { object: 'health', status: 'ok' } }),
});

export const authRoutes = {
  'POST /v1/auth/links': requestLinkRoute,
  'POST /v1/auth/links/redeem': redeemLinkRoute,
  'POST /v1/auth/invites/accept': acceptInviteRoute,
  'POST /v1/auth/sign-out': signOutRoute,
  'POST /v1/auth/keep-alive': keepAliveRoute,
  'GET /v1/me': meRoute,
  'GET /v1/sessions': listSessionsRoute,
  'DELETE /v1/sessions/{session_id}': endSessionRoute,
  'GET /v1/health': healthRoute,
  $default: unknownRoute,
} satisfies Record<(typeof duties.auth.routes)[number], Route<AuthDeps>>;

/** All routes of `connect`, by the keys of the duty table. */
import type { Commits, ConnectingDeps, Deps } from '../../lib/app/deps.ts';
import { finishConnect } from '../../lib/app/finish-connect.ts';
import { startConnect } from '../../lib/app/start-connect.ts';
import { emptyInput } from '../../lib/core/api.ts';
import { isAppError, notFound } from '../../lib/core/errors.ts';
import { type ProviderName, providerFacts, providerNames } from '../../lib/core/provider.ts';
import { describeError } from '../../lib/log.ts';
import type { duties } from '../duties.ts';
import { browserMark } from '../middleware/browser.ts';
import { type ApiDeps, noBody, publicRoute, type Route, sessionRoute } from '../middleware/http.ts';
import { connectionView, listView } from '../views.ts';

export type ConnectDeps = ApiDeps &
  ConnectingDeps &
  Pick<Deps, 'keyedHash' | 'states' | 'connections' | 'tokens' | 'vault' | 'health' | 'events' | 'sealer'> &
  Commits<'main' | 'vault'>;

/** @throws {AppError} `not_found` for a platform that we do not know. */
function providerOf(name: string | undefined): ProviderName {
  const known = providerNames.find((provider) => provider === name);
  if (!known) throw notFound('provider');
  return known;
}

const authorizeRoute = sessionRoute<ConnectDeps, typeof emptyInput>({
  status: 200,
  body: emptyInput,
  run: async (deps, { caller, params, browserHash }) => {
    const mark = browserMark(deps.randomBytes, browserHash);
    const provider = providerOf(params['provider']);
    const { authorizeUrl } = await startConnect(deps, { caller, provider, browserHash: mark.browserHash });
    return { body: { object: 'authorization', authorize_url: authorizeUrl }, cookies: mark.cookies };
  },
});

/** Always ends on a clean console address: no code, no state, no reason in the platform's words. */
const callbackRoute = publicRoute<ConnectDeps, typeof noBody>({
  status: 303,
  body: noBody,
  run: async (deps, { caller, params, query, browserHash }) => {
    const provider = providerOf(params['provider']);
    const to = (search: string) => ({ headers: { location: `${deps.publicOrigin}/connections?${search}` } });
    try {
      const code = query['code']?.replace(/(?:#_|%23_)$/, '');
      const connection = await finishConnect(deps, { caller, provider, browserHash, state: query['state'], code });
      return to(`connected=${connection.id}`);
    } catch (error) {
      if (!isAppError(error)) throw error;
      deps.log('warn', 'connect_failed', { provider, ...describeError(error) });
      const { endsAt } = error.details;
      return to(`problem=${error.code}${endsAt === undefined ? '' : `&ends_at=${encodeURIComponent(endsAt)}`}`);
    }
  },
});

const listConnectionsRoute = sessionRoute<ConnectDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller }) => {
    const connections = await deps.connections.list(caller.user.id);
    const health = await deps.health.ofUser(caller.user.id);
    return { body: listView(connections.map((one) => connectionView(one, health.get(one.id) ?? {}, deps.now()))) };
  },
});

const listProvidersRoute = sessionRoute<ConnectDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async () => ({ body: listView(providerNames.map((name) => ({ object: 'provider', name, label: providerFacts[name].label }))) }),
});

export const connectRoutes = {
  'POST /v1/connections/{provider}/authorize': authorizeRoute,
  'GET /oauth/{provider}/callback': callbackRoute,
  'GET /v1/connections': listConnectionsRoute,
  'GET /v1/providers': listProvidersRoute,
} satisfies Record<(typeof duties.connect.routes)[number], Route<ConnectDeps>>;

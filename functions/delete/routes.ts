/** All routes of `delete`, by the keys of the duty table. */
import type { Commits, Deps } from '../../lib/app/deps.ts';
import { disconnect } from '../../lib/app/disconnect.ts';
import type { DisconnectionView } from '../../lib/core/api.ts';
import type { duties } from '../duties.ts';
import { noBody, type Route, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { confirmRoute, type DeletionsDeps, pageRoute, readRoute, requestRoute } from './deletions.ts';
import { type ExportDeps, exportRoutes } from './exports.ts';
import { dataDeletionRoute, deauthorizeRoute, type PlatformCallDeps } from './platform-calls.ts';

type DisconnectDeps = Pick<Deps, 'connections' | 'publications' | 'vault' | 'health' | 'events' | 'forgetRemote'> &
  Commits<'main' | 'vault'>;
export type DeleteDeps = ExportDeps & DisconnectDeps & DeletionsDeps & PlatformCallDeps;

const disconnectRoute = sessionRoute<DeleteDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const connectionId = readId(params, 'connection_id', 'con', 'connection');
    const { state, endsAt, canceledPublications } = await disconnect(deps, { caller, connectionId });
    const body: DisconnectionView = {
      object: 'disconnection',
      connection_id: connectionId,
      state,
      ends_at: endsAt?.toISOString() ?? null,
      canceled_publications: canceledPublications,
    };
    return { status: state === 'done' ? 200 : 202, body };
  },
});

export const deleteRoutes = {
  'DELETE /v1/connections/{connection_id}': disconnectRoute,
  ...exportRoutes,
  'POST /v1/deletions': requestRoute,
  'POST /v1/deletions/confirm': confirmRoute,
  'GET /v1/deletions/{code}': readRoute,
  'GET /deletion/{code}': pageRoute,
  'POST /callbacks/threads/deauthorize': deauthorizeRoute,
  'POST /callbacks/threads/deletion': dataDeletionRoute,
} satisfies Record<(typeof duties.delete.routes)[number], Route<DeleteDeps>>;

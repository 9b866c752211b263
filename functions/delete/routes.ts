/** DELETE /v1/connections/{connection_id}, and exports (exports.ts). */
import type { Deps } from '../../lib/app/deps.ts';
import { disconnect } from '../../lib/app/disconnect.ts';
import type { duties } from '../duties.ts';
import { noBody, type Route, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { type ExportDeps, exportRoutes } from './exports.ts';

export type DeleteDeps = ExportDeps & Pick<Deps, 'connections' | 'publications' | 'vault' | 'health' | 'forgetRemote'>;

const disconnectRoute = sessionRoute<DeleteDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const { canceledPublications } = await disconnect(deps, { caller, connectionId: readId(params, 'connection_id', 'con', 'connection') });
    return { body: { object: 'disconnection', canceled_publications: canceledPublications } };
  },
});

export const deleteRoutes = {
  'DELETE /v1/connections/{connection_id}': disconnectRoute,
  ...exportRoutes,
} satisfies Record<(typeof duties.delete.routes)[number], Route<DeleteDeps>>;

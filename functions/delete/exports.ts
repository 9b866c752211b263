/** POST and GET /v1/exports, GET /v1/exports/{export_id}, POST /v1/exports/{export_id}/download: a copy of everything, for its owner. */
import { askForExport } from '../../lib/app/ask-for-export.ts';
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { fetchExport } from '../../lib/app/fetch-export.ts';
import { emptyInput } from '../../lib/core/api.ts';
import { notFound } from '../../lib/core/errors.ts';
import { type Export, exportState, isOver } from '../../lib/core/export.ts';
import type { DownloadView, ExportView } from '../../lib/core/export-api.ts';
import { type ApiDeps, noBody, type Route, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { listView } from '../views.ts';

export type ExportDeps = ApiDeps & Pick<Deps, 'exports' | 'rates' | 'events' | 'commit' | 'signDownload'> & Sends<'export'>;

export const exportView = (made: Export, now: Date): ExportView => ({
  object: 'export',
  id: made.id,
  state: exportState(made, now),
  size_bytes: made.sizeBytes ?? null,
  created_at: made.createdAt,
  ready_at: made.readyAt ?? null,
  expires_at: made.expiresAt,
});

const askRoute = sessionRoute<ExportDeps, typeof emptyInput>({
  status: 202,
  body: emptyInput,
  run: async (deps, { caller }) => ({ body: exportView(await askForExport(deps, caller), deps.now()) }),
});

const listRoute = sessionRoute<ExportDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller }) => {
    const now = deps.now();
    const made = await deps.exports.list(caller.user.id);
    return { body: listView(made.filter((one) => !isOver(one, now)).map((one) => exportView(one, now))) };
  },
});

const getRoute = sessionRoute<ExportDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const made = await deps.exports.get(caller.user.id, readId(params, 'export_id', 'exp', 'export'));
    if (!made || isOver(made, deps.now())) throw notFound('export');
    return { body: exportView(made, deps.now()) };
  },
});

const downloadRoute = sessionRoute<ExportDeps, typeof emptyInput>({
  status: 200,
  body: emptyInput,
  run: async (deps, { caller, params }) => {
    const { url, expiresAt } = await fetchExport(deps, { caller, exportId: readId(params, 'export_id', 'exp', 'export') });
    const body: DownloadView = { object: 'download', url, expires_at: expiresAt.toISOString() };
    return { body };
  },
});

export const exportRoutes = {
  'POST /v1/exports': askRoute,
  'GET /v1/exports': listRoute,
  'GET /v1/exports/{export_id}': getRoute,
  'POST /v1/exports/{export_id}/download': downloadRoute,
} satisfies Record<string, Route<ExportDeps>>;

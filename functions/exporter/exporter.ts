/** Queue `export`: an export is made, or removed when its time is over. */
import type { Deps } from '../../lib/app/deps.ts';
import { workOnExport } from '../../lib/app/work-on-export.ts';
import { exportMessageSchema } from '../../lib/core/export.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

type ExporterDeps = Pick<Deps, 'now' | 'users' | 'exports' | 'exportSource' | 'mediaFiles' | 'exportFiles' | 'commit'> & { log: Log };

export const exporter = (deps: ExporterDeps) =>
  queueHandler({
    log: deps.log,
    message: exportMessageSchema,
    run: async ({ user_id, export_id }) => ({
      export_id,
      ...(await workOnExport(deps, { userId: user_id, exportId: export_id })),
    }),
  });

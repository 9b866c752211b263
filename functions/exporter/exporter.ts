/** Queue `export`: an export is made, or removed when its time is over. */
import { buildExport, eraseExport } from '../../lib/app/build-export.ts';
import type { Deps } from '../../lib/app/deps.ts';
import { exportMessageSchema } from '../../lib/core/messages.ts';
import type { Log } from '../../lib/log.ts';
import { queueHandler } from '../middleware/queue.ts';

type ExporterDeps = Pick<Deps, 'now' | 'exports' | 'exportSource' | 'mediaFiles' | 'exportFiles' | 'commit'> & { log: Log };

const does = { build: buildExport, erase: eraseExport } as const;

export const exporter = (deps: ExporterDeps) =>
  queueHandler({
    log: deps.log,
    message: exportMessageSchema,
    run: async ({ kind, user_id, export_id }) => ({
      export: kind,
      export_id,
      ...(await does[kind](deps, { userId: user_id, exportId: export_id })),
    }),
  });

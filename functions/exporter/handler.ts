/** Entry point of `exporter`. It builds its few stores alone: the S3 client leaves little room below the size limit of a bundle. */
import { exportSource } from '../../lib/store/export-source.ts';
import { exportStore } from '../../lib/store/export-store.ts';
import { userStore } from '../../lib/store/user-store.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { exportFiles } from '../ports/export-files.ts';
import { log } from '../ports/log.ts';
import { mediaFiles } from '../ports/media.ts';
import { exporter } from './exporter.ts';

const db = database('exporter', ['main']);

export const handler = exporter({
  users: userStore(db),
  exports: exportStore(db),
  exportSource: exportSource(db),
  commit: db.commit,
  now: clock(),
  mediaFiles: mediaFiles('exporter'),
  exportFiles: exportFiles('exporter'),
  log: log('exporter'),
});

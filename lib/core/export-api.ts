/** Exports on the HTTP surface. */
import type { ExportState } from './export.ts';

export type ExportView = {
  object: 'export';
  id: string;
  state: ExportState;
  size_bytes: number | null;
  created_at: string;
  ready_at: string | null;
  /** Until when it can be fetched; its file is erased then. */
  expires_at: string;
};

/** A signed address of the file, for a few minutes. */
export type DownloadView = { object: 'download'; url: string; expires_at: string };

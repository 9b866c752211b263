/** Files of exports, as a port: written as one stream, given to nobody but by a signed address. */

/** One file inside of an export. `sizeBytes` where it is known beforehand. */
export type ExportEntry = { name: string; modifiedAt: Date; sizeBytes?: number; content: AsyncIterable<Uint8Array | string> };

export type ExportFiles = {
  /** Writes all entries as one zip, holding a few megabytes at a time; nothing is there before it is whole. */
  write: (key: string, entries: AsyncIterable<ExportEntry>) => Promise<{ sizeBytes: number }>;
  /** Harmless when there is none. */
  remove: (key: string) => Promise<void>;
};

/** A signed address for reading this one file. */
export type SignDownload = (input: { key: string; windowMs: number }) => Promise<{ url: string; expiresAt: Date }>;

/** The JSON file of a simulator with a data folder: read on start, replaced as a whole by rename. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Saved, savedSchema } from './state.ts';

export type StoreFile = { read(): Saved | undefined; write(saved: Saved): void };

/** @throws {ZodError} when the file is not one of ours. */
export function storeFile(folder: string): StoreFile {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'threads.json');
  const draft = `${path}.tmp`;
  return {
    read: () => (existsSync(path) ? savedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined),
    write(saved) {
      writeFileSync(draft, JSON.stringify(saved));
      renameSync(draft, path);
    },
  };
}

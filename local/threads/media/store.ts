/** Copies of fetched images and videos, by their SHA-256: in memory, or as files of the data folder. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type MediaStore = {
  put(sha256: string, bytes: Uint8Array): void;
  get(sha256: string): Uint8Array | undefined;
  clear(): void;
};

export function memoryMedia(): MediaStore {
  const kept = new Map<string, Uint8Array>();
  return {
    put: (sha256, bytes) => void kept.set(sha256, bytes),
    get: (sha256) => kept.get(sha256),
    clear: () => kept.clear(),
  };
}

/** The folder is made with the first copy. */
export function folderMedia(dataDir: string): MediaStore {
  const folder = join(dataDir, 'media');
  const fileOf = (sha256: string) => join(folder, sha256);
  return {
    put(sha256, bytes) {
      if (existsSync(fileOf(sha256))) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${fileOf(sha256)}.tmp`, bytes);
      renameSync(`${fileOf(sha256)}.tmp`, fileOf(sha256));
    },
    get: (sha256) => (existsSync(fileOf(sha256)) ? readFileSync(fileOf(sha256)) : undefined),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

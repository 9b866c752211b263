/** Things that are slow to make and follow from source files alone: made once per state of the sources, shared by all clouds of this checkout. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = fileURLToPath(new URL('..', import.meta.url));
const cacheDir = join(projectDir, 'node_modules/.cache/postora');
const unusedAfterMs = 24 * 3_600_000;

/** All files below these paths of the project, tests aside. */
function filesBelow(path: string): string[] {
  const full = join(projectDir, path);
  if (!statSync(full).isDirectory()) return [full];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A hash over the contents of files and folders of the project, and over anything else that matters. */
export function hashOfSources(paths: string[], extra: unknown = ''): string {
  const hash = createHash('sha256').update(JSON.stringify(extra));
  for (const file of paths.flatMap(filesBelow)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 24);
}

/** The folder for this key; `make` fills a new one if there is none. Safe against others doing the same. */
export async function madeOnce(kind: string, key: string, make: (dir: string) => Promise<void>): Promise<string> {
  const dir = join(cacheDir, `${kind}-${key}`);
  if (!existsSync(dir)) {
    mkdirSync(cacheDir, { recursive: true });
    forgetUnused();
    const making = mkdtempSync(join(cacheDir, 'making-'));
    await make(making);
    try {
      renameSync(making, dir);
    } catch (cause) {
      // Someone else was faster.
      if (!existsSync(dir)) throw cause;
      rmSync(making, { recursive: true, force: true });
    }
  }
  utimesSync(dir, new Date(), new Date());
  return dir;
}

function forgetUnused(): void {
  for (const name of readdirSync(cacheDir)) {
    const stats = statSync(join(cacheDir, name), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > unusedAfterMs) rmSync(join(cacheDir, name), { recursive: true, force: true });
  }
}

/** Builds the console once per state of its sources; later runs and other workers find it ready. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const cache = join(root, 'node_modules/.cache/postora-web');

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function hashOfSources(): Promise<string> {
  const folders = await Promise.all(['web/src', 'web/pages', 'web/public', 'lib/core'].map(filesBelow));
  const files = [
    ...folders.flat(),
    join(root, 'web/index.html'),
    join(root, 'web/vite.config.ts'),
    join(root, 'infra/stage.ts'),
    join(root, 'package-lock.json'),
  ].sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/** A younger one may be in use by another checkout that shares this node_modules. */
const buildLifeMs = 6 * 3_600_000;

async function dropOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const found = await stat(join(cache, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > buildLifeMs) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** @returns the folder with index.html. */
export async function builtConsole(): Promise<string> {
  const dist = join(cache, await hashOfSources());
  if (existsSync(join(dist, 'index.html'))) return dist;
  const temporary = `${dist}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', 'web', '--outDir', temporary, '--logLevel', 'error'], { cwd: root, env });
  await rename(temporary, dist).catch(() => rm(temporary, { recursive: true, force: true }));
  await dropOld();
  return dist;
}

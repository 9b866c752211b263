/** The console: built with Vite when it is missing or older than its sources. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from './machine.ts';
import { projectDir } from './made-once.ts';

const webDir = join(projectDir, 'web');
const sources = [
  'web/src',
  'web/pages',
  'web/public',
  'web/index.html',
  'web/vite.config.ts',
  'lib/core',
  'infra/stage.ts',
  'package-lock.json',
];

function newestMs(path: string): number {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  return stats.isDirectory() ? Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name)))) : stats.mtimeMs;
}

export function isConsoleStale(): boolean {
  const page = join(webDir, 'dist/index.html');
  return !existsSync(page) || Math.max(...sources.map((path) => newestMs(join(projectDir, path)))) > statSync(page).mtimeMs;
}

/** @throws {Error} with Vite's own words. */
export function buildConsole(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const vite = join(projectDir, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', webDir, '--logLevel', 'warn'], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: machine.path },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (words += part));
  child.once('error', reject);
  child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The console could not be built:\n${words.trim()}`))));
  return promise;
}

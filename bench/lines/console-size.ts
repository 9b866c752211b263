/** What a browser loads before the console shows, and what public pages load. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildConsole, isConsoleStale } from '../../local/console-build.ts';
import { projectDir } from '../../local/made-once.ts';
import type { Line, Row } from '../row.ts';

const dist = join(projectDir, 'web/dist');
const kilobytes = (bytes: number): number => bytes / 1000;

/** Scripts that a page names itself, and all that they import before they run. */
async function scriptsOf(page: string): Promise<Set<string>> {
  const html = await readFile(join(dist, page), 'utf8');
  const found = new Set<string>();
  const open = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1] ?? '');
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const code = await readFile(join(dist, next), 'utf8');
    open.push(...[...code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map((match) => `assets/${match[1]}`));
  }
  return found;
}

async function gzipBytes(scripts: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...scripts].map(async (name) => gzipSync(await readFile(join(dist, name)), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

export const consoleSize: Line = {
  name: 'console',
  about: 'JavaScript of the console and of public pages, gzip',
  measure: async (): Promise<Row[]> => {
    if (isConsoleStale()) await buildConsole();
    const files = await readdir(dist, { recursive: true });
    const pages = files.filter((name) => name.endsWith('.html') && name !== 'index.html');
    const all = await gzipBytes(files.filter((name) => name.endsWith('.js')));
    const first = await gzipBytes(await scriptsOf('index.html'));
    const sets = await Promise.all(pages.map(scriptsOf));
    const ofPages = await gzipBytes(new Set(sets.flatMap((scripts) => [...scripts])));
    const unit = 'kB';
    return [
      { name: 'console, first load', value: kilobytes(first), goal: 180, unit, detail: `all of it ${kilobytes(all).toFixed(1)} kB` },
      {
        name: 'public pages',
        value: kilobytes(ofPages),
        goal: 0,
        unit,
        detail: pages.length === 0 ? 'there is none yet' : pages.join(', '),
      },
    ];
  },
};

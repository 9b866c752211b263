/** Follows the sources while the laptop cloud runs: new processes for changed functions, a new console, a word about infra. */
import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { projectDir } from './made-once.ts';

export type WatchOptions = { onCode(): Promise<void>; onConsole(): Promise<void>; onInfra(): void; say(text: string): void };

const settleMs = 150;

/** The returned function stops it. */
export function watchSources({ onCode, onConsole, onInfra, say }: WatchOptions): () => void {
  const code = settled(onCode, say);
  const console = settled(onConsole, say);
  const infra = settled(async () => onInfra(), say);
  const follow = (folder: string, react: (path: string) => void) =>
    watch(join(projectDir, folder), { recursive: true }, (_event, path) => {
      if (path && !/(^|\/)(dist|node_modules)(\/|$)|~$|^\.|\.test\.ts$/.test(path.split(sep).join('/'))) react(path);
    });
  const watchers = [
    follow('functions', (path) => (path === 'duties.ts' ? infra() : code())),
    follow('lib', (path) => {
      code();
      if (path.startsWith('core')) console();
    }),
    follow('web', console),
    follow('infra', infra),
  ];
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

/** Calls once after a burst of changes, never twice at a time, and once more if something changed meanwhile. */
function settled(run: () => Promise<void>, say: (text: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(run).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
    }, settleMs);
  };
}

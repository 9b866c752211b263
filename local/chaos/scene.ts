/** What all who act in the storm share: the cloud, the end of the run, and a tally of what was done. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../cloud.ts';
import type { ThreadsProcess } from '../threads-process.ts';

export type Tally = {
  add(what: string, count?: number): void;
  /** `3 × this, 1 × that`, the most frequent first. */
  text(): string;
};

export function openTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (what, count = 1) => void counts.set(what, (counts.get(what) ?? 0) + count),
    text: () =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([what, count]) => `${count} × ${what}`)
        .join(', ') || 'nothing',
  };
}

export type Scene = {
  cloud: Cloud;
  threads: ThreadsProcess;
  /** Time is up, or Ctrl-C. */
  signal: AbortSignal;
  deeds: Tally;
  /** The newest thing that went wrong for a person, for the case that it never comes right. */
  trouble: { last: string };
};

export const pause = (scene: Pick<Scene, 'signal'>, ms: number): Promise<void> => wait(ms, undefined, { signal: scene.signal });

/** As people do in a storm: tries again until it works. @throws when the run ends. */
export async function insist<T>(scene: Scene, what: string, run: () => Promise<T>): Promise<T> {
  for (;;) {
    scene.signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      scene.trouble.last = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      scene.deeds.add('tried again after an error');
      await pause(scene, 700);
    }
  }
}

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
  /** What goes wrong for a person at the moment, by what was tried: for the case that it never comes right. */
  troubles: Map<string, string>;
};

export const pause = (scene: Pick<Scene, 'signal'>, ms: number): Promise<void> => wait(ms, undefined, { signal: scene.signal });

/** Notes a failure until the same thing works again. */
export async function noting<T>({ troubles }: Pick<Scene, 'troubles'>, what: string, run: () => Promise<T>): Promise<T> {
  try {
    const value = await run();
    troubles.delete(what);
    return value;
  } catch (error) {
    troubles.set(what, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** As people do in a storm: tries again until it works. @throws {Error} when the run ends, with what went wrong last. */
export async function insist<T>(scene: Scene, what: string, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await noting(scene, what, run);
    } catch (cause) {
      scene.deeds.add('tried again after an error');
      await pause(scene, 700).catch(() => {});
      if (scene.signal.aborted) throw new Error(`${what} did not work in time: ${scene.troubles.get(what)}`, { cause });
    }
  }
}

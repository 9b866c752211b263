/** The simulated clock: runs at a chosen speed from one real instant on, and can be moved forward by hand. */

export type Clock = {
  /** Simulated time in epoch milliseconds. */
  now(): number;
  /** Moves simulated time forward and wakes every sleeper whose time has come. */
  advance(ms: number): void;
  /** How far the clock has been moved by hand (and by restarts), in milliseconds. */
  movedMs(): number;
  /** Resolves after so much simulated time, or sooner when the clock is moved past it. */
  sleep(ms: number): Promise<void>;
  readonly speed: number;
};

export type ClockOptions = { speed: number; epochMs: number; movedMs: number; realNow: () => number };

/** Two processes with the same `epochMs` and `speed` agree on the time, whenever each of them started. */
export function scaledClock({ speed, epochMs, movedMs, realNow }: ClockOptions): Clock {
  let moved = movedMs;
  const sleepers = new Set<{ wakeAt: number; wake: () => void }>();
  const now = () => Math.floor(epochMs + (realNow() - epochMs) * speed + moved);

  function advance(ms: number) {
    moved += ms;
    for (const sleeper of [...sleepers]) if (sleeper.wakeAt <= now()) sleeper.wake();
  }

  function sleep(ms: number) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(() => sleeper.wake(), ms / speed);
      const sleeper = {
        wakeAt: now() + ms,
        wake() {
          clearTimeout(timer);
          sleepers.delete(sleeper);
          resolve();
        },
      };
      timer.unref();
      sleepers.add(sleeper);
    });
  }

  return { now, advance, movedMs: () => moved, sleep, speed };
}

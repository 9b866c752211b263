/** The one scaled clock of a laptop cloud: functions, schedules and the Threads simulator all compute it from speed and epoch. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

export type LocalClock = {
  speed: number;
  /** The real instant from which time runs faster; epoch milliseconds. */
  epochMs: number;
  now(): Date;
  /** Real milliseconds that pass while so many scaled ones do. */
  realMs(scaledMs: number): number;
};

const savedSchema = z.object({ reachedMs: z.number() });

/** `now = epoch + (real − epoch) × speed`, as in the functions and in the simulator. */
export function localClock(speed: number, epochMs: number, realNow: () => number = Date.now): LocalClock {
  return {
    speed,
    epochMs,
    now: () => new Date(Math.floor(epochMs + (realNow() - epochMs) * speed)),
    realMs: (scaledMs) => scaledMs / speed,
  };
}

/** The epoch with which time goes on where an earlier run left it, so that stored times never lie in the future. */
export function epochAfter(reachedMs: number, speed: number, realNowMs: number): number {
  if (speed === 1) return realNowMs;
  const from = Math.max(reachedMs, realNowMs);
  return Math.floor((realNowMs * speed - from) / (speed - 1));
}

/** The latest scaled time an earlier run reached, 0 if there was none. */
export function reachedTime(file: string): number {
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).reachedMs;
  } catch {
    return 0;
  }
}

export const saveReachedTime = (file: string, clock: LocalClock) =>
  writeFileSync(file, JSON.stringify({ reachedMs: clock.now().getTime(), speed: clock.speed }));

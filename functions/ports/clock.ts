/** The clock of this function: the real one, or on the laptop the scaled one that all processes share. */
import type { Now, Pause } from '../../lib/core/ports.ts';
import { clockSettings } from '../env.ts';

export function clock(): Now {
  const settings = clockSettings();
  if (!settings) return () => new Date();
  const { speed, epochMs } = settings;
  return () => new Date(epochMs + (Date.now() - epochMs) * speed);
}

/** Waits as long as this function's clock takes. Timers may fire a moment early, which would be too early. */
export function pause(): Pause {
  const speed = clockSettings()?.speed ?? 1;
  return (ms) => new Promise((resolve) => setTimeout(resolve, Math.ceil(ms / speed) + 1));
}

/** For signatures that AWS judges by its own clock. */
export const wallClock: Now = () => new Date();

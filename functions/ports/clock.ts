/** The clock of this function: the real one, or on the laptop the scaled one that all processes share. */
import type { Now } from '../../lib/core/ports.ts';
import { clockSettings } from '../env.ts';

export function clock(): Now {
  const settings = clockSettings();
  if (!settings) return () => new Date();
  const { speed, epochMs } = settings;
  return () => new Date(epochMs + (Date.now() - epochMs) * speed);
}

/** For signatures that AWS judges by its own clock. */
export const wallClock: Now = () => new Date();

/** When a container is looked at and when it may be sent: counted from its creation. Pure. */
import type { MediaKind } from './container.ts';

/** Milliseconds until the next look at a container of this age. */
export function nextLookMs({ lookSeconds, repeatSeconds }: MediaKind, ageMs: number): number {
  const next = lookSeconds.find((seconds) => seconds * 1000 > ageMs);
  return next === undefined ? repeatSeconds * 1000 : next * 1000 - ageMs;
}

/** Milliseconds until a finished container may be sent: FINISHED alone does not guarantee that publishing works. */
export const untilSendMs = ({ minAgeMs }: MediaKind, ageMs: number): number => Math.max(0, minAgeMs - ageMs);

/** A container may be unreadable this long after its creation. */
export const settlingMs = 60_000;

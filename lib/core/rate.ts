/** Limits over a sliding window: what the present and the last fixed window counted, weighed by how much of the last one is still in view. Pure. */

export type Counted = { thisWindow: number; lastWindow: number; windowMs: number };

/** How many there were within one window up to `now`, as if they had come evenly. */
export function inWindow({ thisWindow, lastWindow, windowMs }: Counted, now: Date): number {
  const elapsed = (now.getTime() % windowMs) / windowMs;
  return thisWindow + lastWindow * (1 - elapsed);
}

/** Milliseconds until one more is within `limit`, if nobody asks meanwhile. 0: at once. */
export function waitMs(counted: Counted, limit: number, now: Date): number {
  const { thisWindow, lastWindow, windowMs } = counted;
  const elapsedMs = now.getTime() % windowMs;
  const room = limit - 1;
  if (inWindow(counted, now) <= room) return 0;
  // Within this window only the last one fades.
  if (thisWindow <= room) return Math.ceil(windowMs * (1 - (room - thisWindow) / lastWindow) - elapsedMs);
  return Math.ceil(windowMs - elapsedMs + windowMs * (1 - room / thisWindow));
}

/** When a container is looked at, when it may be sent and when it is given up. Pure; docs/providers/threads.md has the sources. */
import type { Content } from '../../core/provider.ts';

export type Waits = {
  /** Seconds after creation at which the status is read; after the last one, every `repeatSeconds`. */
  lookSeconds: readonly number[];
  repeatSeconds: number;
  /** Youngest age at which it is published, and how long it was seen FINISHED before: FINISHED alone does not make publishing work. */
  minAgeMs: number;
  restMs: number;
  /** Still in progress at this age, it is given up. */
  maxAgeMs: number;
};

const media = { lookSeconds: [5, 10, 20, 30, 60], repeatSeconds: 60, minAgeMs: 0, restMs: 5_000 } as const;
const rows = {
  text: { lookSeconds: [2, 4, 8, 16, 30], repeatSeconds: 30, minAgeMs: 5_000, restMs: 0, maxAgeMs: 300_000 },
  image: { ...media, maxAgeMs: 300_000 },
  video: { ...media, maxAgeMs: 900_000 },
} as const satisfies Record<string, Waits>;

/** The slowest of what it holds decides, also for a carousel and each of its items. */
export function waitsFor({ media: items }: Content): Waits {
  if (items.length === 0) return rows.text;
  return items.some(({ kind }) => kind === 'video') ? rows.video : rows.image;
}

/** Milliseconds until the next look at a container of this age. */
export function nextLookMs({ lookSeconds, repeatSeconds }: Pick<Waits, 'lookSeconds' | 'repeatSeconds'>, ageMs: number): number {
  const next = lookSeconds.find((seconds) => seconds * 1000 > ageMs);
  return next === undefined ? repeatSeconds * 1000 : next * 1000 - ageMs;
}

/** Milliseconds until a finished container may be sent. */
export const untilSendMs = ({ minAgeMs, restMs }: Waits, { ageMs, finishedMs }: { ageMs: number; finishedMs: number }): number =>
  Math.max(0, minAgeMs - ageMs, restMs - finishedMs);

/** A container may be unreadable this long after its creation, a post unknown this long after it went out. */
export const settlingMs = 60_000;
/** A post that one replies to or quotes is waited for: looked for at these times, given up at the end. */
export const missingWaits = { lookSeconds: media.lookSeconds, repeatSeconds: media.repeatSeconds, maxAgeMs: 300_000 } as const;
/** A download that failed was seen to work this much later. */
export const downloadAgainMs = 40_000;

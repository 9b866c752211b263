/** When an unclear outcome is looked at, how often a preparation is tried, and when the engine gives up. Pure numbers. */

const hour = 3_600;
/** Seconds after the unclear call began at which its outcome is looked for. With the last one a person is asked. */
const checkSeconds = [0, 5, 15, 30, 60, 120, 300, 600] as const;
/** And those of the looks that go on beside the question: what a platform shows was seen to be stale for hours. */
const searchSeconds = [1_200, 1_800, hour, 2 * hour, 4 * hour, 8 * hour, 16 * hour, 24 * hour, 48 * hour, 72 * hour] as const;

function untilNext(times: readonly number[], sentAt: Date, now: Date): number | undefined {
  const elapsedMs = now.getTime() - sentAt.getTime();
  const next = times.find((seconds) => seconds * 1000 > elapsedMs);
  return next === undefined ? undefined : next * 1000 - elapsedMs;
}

/** Milliseconds from now to the next look, or undefined when a person must be asked. */
export const nextCheckMs = (sentAt: Date, now: Date): number | undefined => untilNext(checkSeconds, sentAt, now);
/** Milliseconds from now to the next look beside the question, or undefined when that is over, too. */
export const nextSearchMs = (sentAt: Date, now: Date): number | undefined => untilNext(searchSeconds, sentAt, now);

/** A claimed preparation whose worker died is looked at again after this. Above the publisher's time limit (90 s). */
export const claimRecheckMs = 100_000;
/** A publish call whose answer was never stored is doubted after this. Above the publisher's time limit (90 s). */
export const sendRecheckMs = 100_000;
/** A stored intent that is older than this is not acted on: whoever looks at it by now finds out, and so do we. */
export const intentLifeMs = 20_000;
/** Pauses after an explicit "not yet" before the same preparation is sent again. */
export const notYetMs = [5_000, 10_000, 20_000] as const;
/** Most preparations of one publication: the first and two replacements. */
export const maxPreparations = 3;
/** A publication that still has not been sent after this fails with its last reason. */
export const giveUpMs = 24 * 3_600_000;
/** Pause after the platform said that an account has no room left, or asked us to slow down. */
export const throttledMs = 15 * 60_000;
/** Scheduled posts are prepared this long before their time, so that one call remains then. */
export const prepareAheadMs = 5 * 60_000;
/**
 * When a held publication looks again whether its owner has done what is needed, such as to connect again: after two minutes, later after a
 * sixth of the time that it has waited, always within ten minutes, and at the latest when its day is over.
 */
export const ownerRecheckMs = (waitedMs: number): number => Math.min(Math.max(2 * 60_000, waitedMs / 6), 10 * 60_000, giveUpMs - waitedMs);
/** How often a publication looks whether the operator's stop is over. */
export const stopRecheckMs = 5 * 60_000;
/** Pause before asking again for a lease that another publication of the same connection holds: 2 s, later half of what it has waited. */
export const leaseWaitMs = (waitedMs: number): number => Math.min(Math.max(2_000, waitedMs / 2), 30_000);

/** Pause after a call that taught nothing: 2, 4, 8 … s, at most 5 min, with full jitter on the upper half. `chance` is in [0, 1). */
export function backoffMs(setbacks: number, chance: number): number {
  const ceiling = Math.min(300_000, 2_000 * 2 ** Math.min(setbacks, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}

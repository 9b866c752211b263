/** After publishing: when to look at what is out, and what the looks mean. Pure. */
import type { Part } from './content.ts';
import type { Failure } from './failures.ts';
import type { ReadBack } from './provider.ts';
import { type Difference, type Publication, sentSince } from './publication.ts';
import type { FollowUp } from './publication-moves.ts';

/** Milliseconds after publishing at which the permalink is asked for, until it is told. */
const permalinkMs = [0, 5_000, 30_000, 90_000, 600_000] as const;
/** From then on a look counts as the read-back: a platform was seen to take posts down within a minute. */
const checkFromMs = 60_000;
const checkMs = 90_000;
const latestCheckMs = 120_000;
/** Milliseconds after publishing at which the remote id is looked for when its answer was lost. */
const identifyMs = [0, 5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;

/** Milliseconds after publishing at which what was sent more than once is looked for as two copies. */
const twinMs = [checkMs, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;

const elapsedMs = (p: Publication, now: Date): number => now.getTime() - Date.parse(p.publishedAt ?? p.updatedAt);

function untilNext(times: readonly number[], elapsed: number): { nextMs?: number } {
  const next = times.find((ms) => ms > elapsed);
  return next === undefined ? {} : { nextMs: next - elapsed };
}

/** The present part is out and its remote id is not known: when to look for it again. */
export const identifyLater = (p: Publication, now: Date): FollowUp => untilNext(identifyMs, elapsedMs(p, now));

/** Parts that come after one without an id cannot be attached to anything. */
export const unidentified: Failure = { code: 'part_unidentified' };

/** Until the read-back. A row that is due at a good time for it stays there, because moving costs. */
function untilCheck(p: Publication, elapsed: number): number {
  const presentMs = Date.parse(p.dueAt ?? '') - Date.parse(p.publishedAt ?? p.updatedAt);
  return (presentMs >= checkFromMs && presentMs <= latestCheckMs ? presentMs : checkMs) - elapsed;
}

type Seen = readonly { part: Part; readBack: ReadBack }[];

/** `unclear` when too little was seen to say. */
function compare(seen: Seen): Difference | 'none' | 'unclear' {
  if (seen.some(({ readBack }) => readBack.kind === 'gone')) return 'removed';
  const shown = seen.flatMap(({ part, readBack }) => (readBack.kind === 'shown' ? [{ part, readBack }] : []));
  if (shown.some(({ readBack }) => !readBack.isSameText)) return 'text';
  if (shown.some(({ part, readBack }) => part.media.length !== readBack.itemCount)) return 'media';
  return shown.length === seen.length ? 'none' : 'unclear';
}

/** `seen` holds every part, in order. A post that vanished is looked at once more, because "not found" may also mean "not yet". */
export function afterReadBack(p: Publication, seen: Seen, now: Date): FollowUp {
  const elapsed = elapsedMs(p, now);
  const known = [...p.done.map(({ permalink }) => permalink), p.permalink];
  const permalinks = seen.map(({ readBack }, i) => (readBack.kind === 'shown' ? readBack.permalink : undefined) ?? known[i]);
  const hasAll = permalinks.every((permalink) => permalink !== undefined);
  if (elapsed < checkFromMs) return { permalinks, ...(hasAll ? { nextMs: untilCheck(p, elapsed) } : untilNext(permalinkMs, elapsed)) };
  const found = compare(seen);
  const isSettled = hasAll && found !== 'unclear' && found !== 'removed';
  return { permalinks, ...(found === 'unclear' ? {} : { difference: found }), ...(isSettled ? {} : untilNext(permalinkMs, elapsed)) };
}

/** A part that is out and was sent more than once; parts count from 0. */
export type Resent = { part: number; since: string; remoteId: string };

/** Parts of which there may be two copies. None once a second copy was found, or its own id is not known. */
export function resentParts(p: Publication): Resent[] {
  if (p.twin) return [];
  const before = p.done.flatMap(({ sentSince: since, remoteId }, part) =>
    since === undefined || remoteId === undefined ? [] : [{ part, since, remoteId }],
  );
  const since = sentSince(p);
  return since === undefined || p.remoteId === undefined ? before : [...before, { part: p.done.length, since, remoteId: p.remoteId }];
}

/** Is a look for a second copy worth something yet? */
export const isTwinDue = (p: Publication, now: Date): boolean => elapsedMs(p, now) >= checkFromMs;

/** Goes on looking for a second copy until a day is over, whatever else there is to do. */
export function withTwinWatch(p: Publication, followUp: FollowUp, now: Date): FollowUp {
  if (followUp.twin !== undefined || resentParts(p).length === 0) return followUp;
  const { nextMs } = untilNext(twinMs, elapsedMs(p, now));
  if (nextMs === undefined) return followUp;
  return { ...followUp, nextMs: Math.min(nextMs, followUp.nextMs ?? nextMs) };
}

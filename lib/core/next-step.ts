/** What the engine does next with a publication: decided from stored state and the clock alone. */
import { isLate, type Publication, type PublicationState, wasSent } from './publication.ts';

export type Step =
  /** Nothing by itself, ever again. */
  | { kind: 'rest' }
  /** Too early: look again after `waitMs`. */
  | { kind: 'wait'; waitMs: number }
  /** Take the preparation on, then prepare. */
  | { kind: 'begin' }
  /** Look at the preparation. */
  | { kind: 'look' }
  | { kind: 'send' }
  /** A publish call began and its answer was never stored: from now on its outcome is found out. */
  | { kind: 'doubt' }
  | { kind: 'find' }
  | { kind: 'follow_up' }
  /** Too late to be sent again unasked, and it may be out: that is found out first. */
  | { kind: 'verify' }
  /** Too late to go out unasked. */
  | { kind: 'hold_late' };

/** Readers wait for this very moment: the message comes up to a second early, and the worker waits for the rest. */
export const isToTheMoment = ({ state, publishAt }: Publication): boolean =>
  state === 'prepared' || (publishAt === undefined && (state === 'waiting' || state === 'preparing'));

/** Longest wait inside a worker. Messages are delayed by whole seconds. */
export const maxPauseMs = 1_000;

const steps = {
  waiting: () => ({ kind: 'begin' }),
  preparing: (p) => ({ kind: p.memo ? 'look' : 'begin' }),
  prepared: (p) => ({ kind: p.memo ? 'send' : 'begin' }),
  sending: () => ({ kind: 'doubt' }),
  checking: () => ({ kind: 'find' }),
  published: () => ({ kind: 'follow_up' }),
  // Beside the question to its owner, and after the answer that it is not there, the search goes on while it is due.
  unknown: () => ({ kind: 'find' }),
  // Only what goes on by itself is due.
  held: (p) => ({ kind: p.memo ? 'look' : 'begin' }),
  failed: () => ({ kind: 'find' }),
  canceled: () => ({ kind: 'rest' }),
} as const satisfies Record<PublicationState, (p: Publication) => Step>;

export function nextStep(p: Publication, now: Date): Step {
  if (p.dueAt === undefined) return { kind: 'rest' };
  const step = steps[p.state](p);
  // Whatever made it due early: nothing is sent before its time.
  const dueMs = Math.max(Date.parse(p.dueAt), step.kind === 'send' && p.publishAt !== undefined ? Date.parse(p.publishAt) : 0);
  const waitMs = dueMs - now.getTime();
  if (waitMs > 0) return { kind: 'wait', waitMs };
  const leadsToSending = step.kind === 'begin' || step.kind === 'look' || step.kind === 'send';
  if (!leadsToSending || !isLate(p, now)) return step;
  if (!wasSent(p)) return { kind: 'hold_late' };
  // What its owner has to do first stays so until it is done; looking tells.
  return p.state === 'held' ? step : { kind: 'verify' };
}

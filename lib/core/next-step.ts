/** What the engine does next with a publication: decided from stored state and the clock alone. */
import type { Publication, PublicationState } from './publication.ts';

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
  | { kind: 'follow_up' };

const steps = {
  waiting: () => ({ kind: 'begin' }),
  preparing: (p) => ({ kind: p.memo ? 'look' : 'begin' }),
  prepared: (p) => ({ kind: p.memo ? 'send' : 'begin' }),
  sending: () => ({ kind: 'doubt' }),
  checking: () => ({ kind: 'find' }),
  published: () => ({ kind: 'follow_up' }),
  unknown: () => ({ kind: 'rest' }),
  held: () => ({ kind: 'rest' }),
  failed: () => ({ kind: 'rest' }),
  canceled: () => ({ kind: 'rest' }),
} as const satisfies Record<PublicationState, (p: Publication) => Step>;

export function nextStep(p: Publication, now: Date): Step {
  if (p.dueAt === undefined) return { kind: 'rest' };
  const waitMs = new Date(p.dueAt).getTime() - now.getTime();
  return waitMs > 0 ? { kind: 'wait', waitMs } : steps[p.state](p);
}

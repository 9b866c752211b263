/**
 * Moves one deletion by stored steps until it has to wait. Each step may be repeated at any time: it looks for what is still there, so a crash
 * anywhere costs nothing but time, and the timer brings the next message.
 */
import { type Deletion, type DeletionState, isOver } from '../core/deletion.ts';
import { isAppError } from '../core/errors.ts';
import type { EraseMessage } from '../core/messages.ts';
import type { DeletionDeps } from './deletion-work.ts';
import { erase, settle } from './erase-subject.ts';
import { findSubject } from './find-subject.ts';
import { sendEraseMessage } from './request-deletion.ts';
import { stopSubject } from './stop-subject.ts';

/** What happened, for the log. */
export type Advanced = { outcome: 'none' | 'early' | 'stale' | 'moved'; state?: DeletionState };

/** The receipt has been kept long enough. */
async function forget(deps: DeletionDeps, d: Deletion): Promise<undefined> {
  await deps.commit([deps.deletions.remove(d), deps.ledger.remove({ at: d.receivedAt, code: d.code })]);
}

const steps = {
  received: findSubject,
  verified: stopSubject,
  stopping: settle,
  erasing: erase,
  done: forget,
  refused: forget,
} as const satisfies Record<DeletionState, (deps: DeletionDeps, d: Deletion) => Promise<Deletion | undefined>>;

/** Clocks of two functions may differ by a little; the row is looked at again anyway. */
const skewMs = 2_000;
/** How long one message may work before the rest is left to the next one. */
const maxAtOnceMs = 20_000;
/** SQS delays at most 15 minutes. */
const maxDelaySeconds = 900;

async function sendNext(deps: DeletionDeps, d: Deletion): Promise<void> {
  const delaySeconds = Math.max(0, Math.ceil((Date.parse(d.dueAt) - deps.now().getTime()) / 1000));
  if (!isOver(d) && delaySeconds <= maxDelaySeconds) await sendEraseMessage(deps, d.code, delaySeconds);
}

/** A step says by its new state that it goes on at once; by the same one that it waits. */
async function work(deps: DeletionDeps, first: Deletion): Promise<Advanced> {
  const beganAt = deps.now().getTime();
  let d = first;
  try {
    for (;;) {
      const next = await steps[d.state](deps, d);
      if (!next) return { outcome: 'moved', state: d.state };
      const isWaiting = next.state === d.state;
      d = next;
      if (isWaiting || isOver(d) || deps.now().getTime() - beganAt > maxAtOnceMs) break;
    }
  } catch (error) {
    // Somebody else is at it: the stored state is the truth. If it was not another eraser but whoever moves a row of theirs, we come again.
    if (!isAppError(error, 'conflict')) throw error;
    const present = await deps.deletions.get(d.code);
    if (present?.rev === d.rev) await sendNext(deps, d);
    return { outcome: 'stale', state: d.state };
  }
  await sendNext(deps, d);
  return { outcome: 'moved', state: d.state };
}

/** Handles one message. Harmless to repeat, reorder or lose. */
export async function advanceDeletion(deps: DeletionDeps, { code }: Extract<EraseMessage, { kind: 'deletion' }>): Promise<Advanced> {
  const d = await deps.deletions.get(code);
  if (!d) return { outcome: 'none' };
  if (Date.parse(d.dueAt) - deps.now().getTime() > skewMs) return { outcome: 'early', state: d.state };
  return work(deps, d);
}

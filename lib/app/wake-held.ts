/** After connecting again, what waited for that goes on at once. */
import { isAppError } from '../core/errors.ts';
import type { Publication } from '../core/publication.ts';
import { woken } from '../core/publication-moves.ts';
import type { Deps } from './deps.ts';
import { sendPublishMessage } from './send-publish-message.ts';

type Needs = Pick<Deps, 'now' | 'publications' | 'commit' | 'sendMessage'>;

/** What rests after a day waits for another approval instead. */
const waitsForOwner = (p: Publication): boolean => p.state === 'held' && p.holdReason === 'reconnect' && p.dueAt !== undefined;

/** @returns whether this call woke it: somebody else may have moved it meanwhile. */
async function wake(deps: Needs, p: Publication): Promise<boolean> {
  const next = woken(p, deps.now());
  try {
    await deps.commit([deps.publications.replace(next)]);
  } catch (error) {
    if (isAppError(error, 'conflict', 'publication_moved')) return false;
    throw error;
  }
  await sendPublishMessage(deps, next);
  return true;
}

/** Harmless to repeat or lose: each of them looks by itself, too, only later. @returns how many were woken. */
export async function wakeHeld(deps: Needs, { userId, connectionId }: { userId: string; connectionId: string }): Promise<number> {
  const all = await deps.publications.ofUser(userId);
  let count = 0;
  for (const p of all.filter((one) => one.connectionId === connectionId && waitsForOwner(one))) if (await wake(deps, p)) count += 1;
  return count;
}

/** Makes an export, and removes it when its time is over. Both can be repeated. */
import { isAppError } from '../core/errors.ts';
import { built, type Export, exportKey, isOver } from '../core/export.ts';
import type { Deps } from './deps.ts';
import { exportEntries } from './export-entries.ts';

type Needs = Pick<Deps, 'now' | 'exports' | 'exportSource' | 'mediaFiles' | 'exportFiles' | 'commit'>;
type Which = { userId: string; exportId: string };

/** Somebody else finished it, or it is not wanted any more: then its file must not stay. */
async function settleConflict(deps: Needs, made: Export): Promise<'ready' | 'withdrawn'> {
  const present = await deps.exports.get(made.userId, made.id);
  if (present?.state === 'ready') return 'ready';
  await deps.exportFiles.remove(exportKey(made));
  return 'withdrawn';
}

export async function buildExport(deps: Needs, { userId, exportId }: Which): Promise<{ outcome: 'ready' | 'withdrawn' | 'nothing' }> {
  const made = await deps.exports.get(userId, exportId);
  if (made?.state !== 'building' || isOver(made, deps.now())) return { outcome: 'nothing' };
  const { sizeBytes } = await deps.exportFiles.write(exportKey(made), exportEntries(deps, { userId, at: deps.now() }));
  try {
    await deps.commit([deps.exports.replace(built(made, sizeBytes, deps.now()))]);
    return { outcome: 'ready' };
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
    return { outcome: await settleConflict(deps, made) };
  }
}

/** The file goes before the row, so that none is left behind without one. */
export async function eraseExport(deps: Needs, { userId, exportId }: Which): Promise<{ outcome: 'erased' | 'nothing' }> {
  const made = await deps.exports.get(userId, exportId);
  if (!made || !isOver(made, deps.now())) return { outcome: 'nothing' };
  await deps.exportFiles.remove(exportKey(made));
  await deps.commit([deps.exports.remove(made)]);
  return { outcome: 'erased' };
}

/** Makes an export, and removes it when its time is over. Both can be repeated. */
import { isAppError } from '../core/errors.ts';
import { begun, built, type Export, exportKey, isBegun, isOver } from '../core/export.ts';
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

/** Out of the timer's hands, unless it is already. @throws {AppError} `conflict` when somebody else is at it at this very moment. */
async function begin(deps: Needs, made: Export): Promise<Export> {
  if (isBegun(made)) return made;
  await deps.commit([deps.exports.replace(begun(made))]);
  return begun(made);
}

async function build(deps: Needs, asked: Export): Promise<'ready' | 'withdrawn'> {
  const made = await begin(deps, asked);
  const { sizeBytes } = await deps.exportFiles.write(exportKey(made), exportEntries(deps, { userId: made.userId, at: deps.now() }));
  try {
    await deps.commit([deps.exports.replace(built(made, sizeBytes, deps.now()))]);
    return 'ready';
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
    return settleConflict(deps, made);
  }
}

/** The file goes before the row, so that none is left behind without one. */
async function erase(deps: Needs, made: Export): Promise<'erased'> {
  await deps.exportFiles.remove(exportKey(made));
  await deps.commit([deps.exports.remove(made)]);
  return 'erased';
}

/** Does what its row asks for; harmless when repeated. */
export async function workOnExport(
  deps: Needs,
  { userId, exportId }: Which,
): Promise<{ outcome: 'ready' | 'withdrawn' | 'erased' | 'nothing' }> {
  const made = await deps.exports.get(userId, exportId);
  if (!made) return { outcome: 'nothing' };
  if (isOver(made, deps.now())) return { outcome: await erase(deps, made) };
  return { outcome: made.state === 'building' ? await build(deps, made) : 'nothing' };
}

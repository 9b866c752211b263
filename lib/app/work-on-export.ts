/** Makes an export, and removes it when its time is over or its owner is being deleted. All of it can be repeated. */
import { isAppError, Unexpected } from '../core/errors.ts';
import { begun, built, type Export, exportKey, exportWithdrawn, isBegun, isOver, mayBeAtWork } from '../core/export.ts';
import type { ExportEntry } from '../core/export-files.ts';
import type { User } from '../core/user.ts';
import type { Deps } from './deps.ts';
import { exportEntries } from './export-entries.ts';

type Needs = Pick<Deps, 'now' | 'users' | 'exports' | 'exportSource' | 'mediaFiles' | 'exportFiles' | 'commit'>;
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

/** Ends with the first file that would be written after everything of its owner was told to stop. @throws {AppError} `export_withdrawn` */
async function* whileWanted(deps: Needs, { id, epoch }: User, entries: AsyncIterable<ExportEntry>): AsyncGenerator<ExportEntry> {
  for await (const entry of entries) {
    if ((await deps.users.get(id))?.epoch !== epoch) throw exportWithdrawn();
    yield entry;
  }
}

async function build(deps: Needs, asked: Export, user: User): Promise<'ready' | 'withdrawn'> {
  const made = await begin(deps, asked);
  const entries = whileWanted(deps, user, exportEntries(deps, { userId: user.id, at: deps.now() }));
  try {
    const { sizeBytes } = await deps.exportFiles.write(exportKey(made), entries);
    await deps.commit([
      deps.exports.replace(built(made, sizeBytes, deps.now())),
      deps.users.checkEpoch(user.id, user.epoch, exportWithdrawn()),
    ]);
    return 'ready';
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
    return settleConflict(deps, made);
  }
}

/** The file goes before the row, so that none is left behind without one, and is looked for again. While somebody may be at making it, the row stays. */
async function erase(deps: Needs, made: Export): Promise<'erased' | 'withdrawn'> {
  await deps.exportFiles.remove(exportKey(made));
  if (mayBeAtWork(made, deps.now())) return 'withdrawn';
  if ((await deps.mediaFiles.head(exportKey(made))).kind === 'found') throw new Unexpected('an export that was removed is still there');
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
  const user = await deps.users.get(userId);
  if (!user || user.deletion !== undefined || isOver(made, deps.now())) return { outcome: await erase(deps, made) };
  return { outcome: made.state === 'building' ? await build(deps, made, user) : 'nothing' };
}

/** Asks for a copy of everything: one at a time, only with a fresh proof of presence. Made by the exporter, told by mail. */
import { type Export, exportRunning, exportState, isOver, maxExportsPerHour, newExport, tooManyExports } from '../core/export.ts';
import { newId } from '../core/ids.ts';
import type { ExportMessage } from '../core/messages.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'exports' | 'rates' | 'events' | 'commit' | 'sendMessage'>;

/** Longer than the commit takes; a message that arrives without a row does nothing. */
const delaySeconds = 2;

/** @throws {AppError} `forbidden` `presence_proof_needed`; `conflict` `export_running`; `rate_limited` `too_many_exports`. */
export async function askForExport(deps: Needs, { user, session }: Caller): Promise<Export> {
  const now = deps.now();
  requireProof(session, now);
  const former = await deps.exports.list(user.id);
  if (former.some((made) => !isOver(made, now) && exportState(made, now) === 'building')) throw exportRunning();
  if ((await deps.rates.count('export', user.id, now)) > maxExportsPerHour) throw tooManyExports();
  const asked = newExport(newId('exp', deps), user.id, now);
  const message: ExportMessage = { kind: 'build', user_id: user.id, export_id: asked.id };
  // Sent first: without its row the message does nothing, but a row without a message would wait for nobody.
  await deps.sendMessage('export', message, { delaySeconds, group: user.id });
  await deps.commit([deps.exports.create(asked), eventWrite(deps, user.id, 'export_asked', { export: asked.id })]);
  return asked;
}

/** Asks for a copy of everything: one at a time, only with a fresh proof of presence. Made by the exporter, told by mail. */
import {
  type Export,
  type ExportMessage,
  exportRunning,
  exportState,
  isOver,
  maxExportsPerHour,
  newExport,
  tooManyExports,
} from '../core/export.ts';
import { newId } from '../core/ids.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps, Sends } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'exports' | 'rates' | 'events' | 'commit'> & Sends<'export'>;

/** @throws {AppError} `forbidden` `presence_proof_needed`; `conflict` `export_running`; `rate_limited` `too_many_exports`. */
export async function askForExport(deps: Needs, { user, session }: Caller): Promise<Export> {
  const now = deps.now();
  requireProof(session, now);
  const former = await deps.exports.list(user.id);
  if (former.some((made) => !isOver(made, now) && exportState(made, now) === 'building')) throw exportRunning();
  if ((await deps.rates.count('export', user.id, now)) > maxExportsPerHour) throw tooManyExports();
  const asked = newExport(newId('exp', deps), user.id, now);
  const message: ExportMessage = { kind: 'export', user_id: user.id, export_id: asked.id };
  await deps.commit([deps.exports.create(asked), eventWrite(deps, user.id, 'export_asked', { export: asked.id })]);
  // If this gets lost, the timer sends it within a minute: it holds the row.
  await deps.sendMessage('export', message, { group: user.id });
  return asked;
}

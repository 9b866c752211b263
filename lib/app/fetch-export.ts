/** Gives an export to its owner: a signed address for a few minutes, only with a fresh proof of presence. */
import { downloadWindowMs, exportKey, requireFetchable } from '../core/export.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'exports' | 'events' | 'commit' | 'signDownload'>;

/** @throws {AppError} `forbidden` `presence_proof_needed`; `not_found`; `conflict` `export_not_ready`. */
export async function fetchExport(
  deps: Needs,
  { caller: { user, session }, exportId }: { caller: Caller; exportId: string },
): Promise<{ url: string; expiresAt: Date }> {
  requireProof(session, deps.now());
  const made = requireFetchable(await deps.exports.get(user.id, exportId), deps.now());
  const address = await deps.signDownload({ key: exportKey(made), windowMs: downloadWindowMs });
  await deps.commit([eventWrite(deps, user.id, 'export_fetched', { export: made.id })]);
  return address;
}

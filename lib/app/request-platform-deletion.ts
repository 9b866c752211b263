/** A platform says that somebody removed the app, or wants their data deleted. The answer and the work before it are the same for whoever is named: the machine looks for them afterwards. */
import { type Door, received } from '../core/deletion.ts';
import { isAppError } from '../core/errors.ts';
import type { ProviderName } from '../core/provider.ts';
import type { Deps, Sends } from './deps.ts';
import { sendEraseMessage } from './request-deletion.ts';

type Needs = Pick<Deps, 'now' | 'keyedHash' | 'deletions' | 'commit'> & Sends<'erase'>;
type Input = { door: Door; provider: ProviderName; remoteId: string; issuedAt: Date | undefined };

/** @returns the code; of the same request, however often it comes, the same one. */
export async function requestPlatformDeletion(deps: Needs, { door, provider, remoteId, issuedAt }: Input): Promise<{ code: string }> {
  const now = deps.now();
  const digest = await deps.keyedHash('deletion', [door, provider, remoteId, issuedAt?.toISOString() ?? ''].join('\n'));
  const code = Buffer.from(digest, 'hex').toString('base64url');
  const remote = { provider, remoteHash: await deps.keyedHash('remote', `${provider}\n${remoteId}`) };
  const asOf = (issuedAt ?? now).toISOString();
  try {
    await deps.commit([deps.deletions.create(received({ code, door }, { kind: 'remote', remote, asOf }, now))]);
  } catch (error) {
    if (!isAppError(error, 'conflict', 'deletion_moved')) throw error;
  }
  await sendEraseMessage(deps, code);
  return { code };
}

/** What we have to remove at a platform when a connection goes: only where we play the platform ourselves. */
import type { Deps } from '../../lib/app/deps.ts';
import type { ProviderName } from '../../lib/core/provider.ts';

export function forgetRemote({ sandbox }: Pick<Deps, 'sandbox'>): Deps['forgetRemote'] {
  const byProvider: Record<ProviderName, (remoteId: string) => Promise<void>> = {
    threads: async () => undefined,
    sandbox: (remoteId) => sandbox.forget(remoteId),
  };
  return ({ provider, remoteId }) => byProvider[provider](remoteId);
}

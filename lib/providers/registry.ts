/** The only list of providers: a new one is a row here, one in access-registry.ts, and its own folder. */
import type { Provider, ProviderName } from '../core/provider.ts';
import type { ProvidersConfig } from './access-registry.ts';
import { sandboxPlatform } from './sandbox/platform.ts';
import { sandbox } from './sandbox/sandbox.ts';
import { threads } from './threads/threads.ts';

export const providers = (config: ProvidersConfig): Record<ProviderName, Provider> => ({
  threads: threads({ ...config.threads, http: config.http }),
  sandbox: sandbox({ platform: sandboxPlatform(config.sandbox), publicOrigin: config.sandbox.publicOrigin }),
});

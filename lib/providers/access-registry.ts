/** The same list, connecting alone: a function that never publishes does not carry what does. */
import type { ProviderAccess, ProviderName } from '../core/provider.ts';
import type { Http } from './http.ts';
import { accessPlatform, type SandboxPorts } from './sandbox/access.ts';
import { sandboxAccess } from './sandbox/connecting.ts';
import { type ThreadsConfig, threadsAccess } from './threads/access.ts';

export type ProvidersConfig = {
  http: Http;
  threads: Omit<ThreadsConfig, 'http'>;
  /** The sandbox is given tables, and no way out. */
  sandbox: SandboxPorts & { publicOrigin: string };
};

export const providerAccess = (config: ProvidersConfig): Record<ProviderName, ProviderAccess> => ({
  threads: threadsAccess({ ...config.threads, http: config.http }),
  sandbox: sandboxAccess(accessPlatform(config.sandbox)),
});

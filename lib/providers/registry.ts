/** The only list of providers: a new one is a row here and its own folder. */
import type { Provider, ProviderName } from '../core/provider.ts';
import type { Http } from './http.ts';
import type { SandboxPorts } from './sandbox/access.ts';
import { sandboxPlatform } from './sandbox/platform.ts';
import { sandbox } from './sandbox/sandbox.ts';
import { type ThreadsConfig, threads } from './threads/threads.ts';

export type ProvidersConfig = {
  http: Http;
  threads: Omit<ThreadsConfig, 'http'>;
  /** The sandbox is given tables, and no way out. */
  sandbox: SandboxPorts & { publicOrigin: string };
};

export const providers = (config: ProvidersConfig): Record<ProviderName, Provider> => ({
  threads: threads({ ...config.threads, http: config.http }),
  sandbox: sandbox({ platform: sandboxPlatform(config.sandbox), publicOrigin: config.sandbox.publicOrigin }),
});

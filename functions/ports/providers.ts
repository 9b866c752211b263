/** The platforms: real ones over the one outbound HTTP client, which reaches their listed origins and nothing else; the sandbox over our own tables. */
import type { Deps } from '../../lib/app/deps.ts';
import type { Provider, ProviderName } from '../../lib/core/provider.ts';
import { httpClient } from '../../lib/providers/http.ts';
import { providers } from '../../lib/providers/registry.ts';
import { env } from '../env.ts';
import { clock } from './clock.ts';
import { randomBytes } from './random.ts';

const timeoutMs = 20_000;

type ProviderInput = Pick<Deps, 'sandbox' | 'commit'> & {
  /** Of the Threads app; a function without them can publish but not connect. */
  appCredentials: () => Promise<{ id: string; secret: string }>;
};

export function providerPorts({ appCredentials, sandbox, commit }: ProviderInput): Record<ProviderName, Provider> {
  const graphUrl = env('THREADS_GRAPH_URL');
  const http = httpClient({ allowedOrigins: [new URL(graphUrl).origin], fetch: globalThis.fetch, timeoutMs });
  const origins = { publicOrigin: env('PUBLIC_ORIGIN'), mediaOrigin: env('MEDIA_ORIGIN') };
  return providers({
    http,
    threads: { graphUrl, authorizeUrl: env('THREADS_AUTHORIZE_URL'), appCredentials },
    sandbox: { store: sandbox, commit, now: clock(), randomBytes, ...origins },
  });
}

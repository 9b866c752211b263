/** The platforms, over the one outbound HTTP client, which reaches their listed origins and nothing else. */
import type { Provider, ProviderName } from '../../lib/core/provider.ts';
import { httpClient } from '../../lib/providers/http.ts';
import { providers } from '../../lib/providers/registry.ts';
import { env } from '../env.ts';

const timeoutMs = 20_000;

/** `appCredentials` of the Threads app; a function without them can publish but not connect. */
export function providerPorts(appCredentials: () => Promise<{ id: string; secret: string }>): Record<ProviderName, Provider> {
  const graphUrl = env('THREADS_GRAPH_URL');
  const http = httpClient({ allowedOrigins: [new URL(graphUrl).origin], fetch: globalThis.fetch, timeoutMs });
  return providers({ http, threads: { graphUrl, authorizeUrl: env('THREADS_AUTHORIZE_URL'), appCredentials } });
}

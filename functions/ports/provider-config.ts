/** What the platforms are given: real ones the one outbound HTTP client, which reaches their listed origins and nothing else; the sandbox our own tables. */
import type { Deps } from '../../lib/app/deps.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import type { ProvidersConfig } from '../../lib/providers/access-registry.ts';
import { httpClient } from '../../lib/providers/http.ts';
import { env } from '../env.ts';
import { clock } from './clock.ts';
import { randomBytes } from './random.ts';

const timeoutMs = 20_000;

/** Node keeps the addresses of the last 250 requests for whoever asks how long they took; those that fetch and renew tokens hold some. */
const forgetAddresses = (): void => performance.setResourceTimingBufferSize(0);

/** Publishing and refreshing need a person's token, never the app's own credentials. */
export const noAppCredentials = async (): Promise<never> => {
  throw new Unexpected('this function has no app credentials');
};

export type ProviderInput = Pick<Deps, 'sandbox' | 'commit'> & {
  /** Of the Threads app; a function without them can publish and refresh, but not connect. */
  appCredentials: () => Promise<{ id: string; secret: string }>;
};

export function providerConfig({ appCredentials, sandbox, commit }: ProviderInput): ProvidersConfig {
  forgetAddresses();
  const graphUrl = env('THREADS_GRAPH_URL');
  const origins = { publicOrigin: env('PUBLIC_ORIGIN'), mediaOrigin: env('MEDIA_ORIGIN') };
  return {
    http: httpClient({ allowedOrigins: [new URL(graphUrl).origin], fetch: globalThis.fetch, timeoutMs }),
    threads: { graphUrl, authorizeUrl: env('THREADS_AUTHORIZE_URL'), appCredentials },
    sandbox: { store: sandbox, commit, now: clock(), randomBytes, ...origins },
  };
}

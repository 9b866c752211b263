/** The half of Threads that connects and stays connected: consent, tokens, profile. */
import type { ProviderAccess } from '../../core/provider.ts';
import type { Http } from '../http.ts';
import { grantedScopes } from './granted-scopes.ts';
import { graphClient } from './graph.ts';
import { type AppCredentials, authorizationUrl, exchangeCode } from './oauth.ts';
import { profile } from './profile.ts';
import { refresh } from './refresh.ts';

export type ThreadsConfig = {
  http: Http;
  /** `https://graph.threads.net`; its origin must be one the HTTP client allows. */
  graphUrl: string;
  /** `https://threads.com/oauth/authorize` */
  authorizeUrl: string;
  /** Of the Threads app, not of the Meta app around it. */
  appCredentials: AppCredentials;
};

export function threadsAccess({ http, graphUrl, authorizeUrl, appCredentials }: ThreadsConfig): ProviderAccess {
  const graph = graphClient(http, graphUrl);
  return {
    name: 'threads',
    authorizationUrl: async ({ state, redirectUri }) =>
      authorizationUrl(authorizeUrl, { state, redirectUri, clientId: (await appCredentials()).id }),
    exchangeCode: (input) => exchangeCode(graph, appCredentials, input),
    refresh: (token, now) => refresh(graph, token, now),
    profile: (token) => profile(graph, graphUrl, token),
    grantedScopes: (token) => grantedScopes(graph, token),
  };
}

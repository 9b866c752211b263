/** Threads behind the provider port: assembles the steps of this folder. Limits and oddities in docs/providers/threads.md. */
import type { Provider } from '../../core/provider.ts';
import type { Http } from '../http.ts';
import { find } from './find.ts';
import { grantedScopes } from './granted-scopes.ts';
import { graphClient } from './graph.ts';
import { type AppCredentials, authorizationUrl, exchangeCode } from './oauth.ts';
import { prepare } from './prepare.ts';
import { profile } from './profile.ts';
import { quota } from './quota.ts';
import { readBack } from './read-back.ts';
import { send } from './send.ts';

export type ThreadsConfig = {
  http: Http;
  /** `https://graph.threads.net`; its origin must be one the HTTP client allows. */
  graphUrl: string;
  /** `https://threads.com/oauth/authorize` */
  authorizeUrl: string;
  /** Of the Threads app, not of the Meta app around it. */
  appCredentials: AppCredentials;
};

export function threads({ http, graphUrl, authorizeUrl, appCredentials }: ThreadsConfig): Provider {
  const graph = graphClient(http, graphUrl);
  return {
    name: 'threads',
    authorizationUrl: async ({ state, redirectUri }) =>
      authorizationUrl(authorizeUrl, { state, redirectUri, clientId: (await appCredentials()).id }),
    exchangeCode: (input) => exchangeCode(graph, appCredentials, input),
    profile: (token) => profile(graph, graphUrl, token),
    grantedScopes: (token) => grantedScopes(graph, token),
    prepare: (token, input) => prepare(graph, token, input),
    send: (token, memo) => send(graph, token, memo),
    find: (token, input) => find(graph, token, input),
    quota: (token, content) => quota(graph, token, content),
    readBack: (token, id, content) => readBack(graph, token, { graphUrl, id, content }),
  };
}

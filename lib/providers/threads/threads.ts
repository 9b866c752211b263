/** Threads behind the provider port: assembles the steps of this folder. Limits and oddities in docs/providers/threads.md. */
import type { Provider } from '../../core/provider.ts';
import { type ThreadsConfig, threadsAccess } from './access.ts';
import { find } from './find.ts';
import { graphClient } from './graph.ts';
import { prepare } from './prepare.ts';
import { quota } from './quota.ts';
import { readBack } from './read-back.ts';
import { send } from './send.ts';

export function threads(config: ThreadsConfig): Provider {
  const { http, graphUrl } = config;
  const graph = graphClient(http, graphUrl);
  return {
    ...threadsAccess(config),
    prepare: (token, input) => prepare(graph, token, input),
    send: (token, memo) => send(graph, token, memo),
    find: (token, input) => find(graph, token, input),
    quota: (token, content) => quota(graph, token, content),
    readBack: (token, id, content) => readBack(graph, token, { graphUrl, id, content }),
  };
}

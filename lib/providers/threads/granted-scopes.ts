/** Which scopes a person really left ticked: Threads does not say, so a harmless call that needs both is tried. */
import * as z from 'zod/mini';
import { providerFacts } from '../../core/provider.ts';
import { connectError } from './connect-errors.ts';
import { classify } from './errors.ts';
import type { Graph } from './graph.ts';

const basicOnly = ['threads_basic'] as const;

/** `threads_basic` cannot be unticked, so a refusal here means that only the right to publish is missing. */
export async function grantedScopes(graph: Graph, token: string): Promise<readonly string[]> {
  const answer = await graph('probe', { token, query: { fields: 'quota_usage,config' } }, z.object({ data: z.array(z.unknown()) }));
  if (answer.kind === 'ok') return providerFacts.threads.requiredScopes;
  if (classify(answer.trouble).failure === 'permission_missing') return basicOnly;
  throw connectError(answer.trouble, 'reconnect');
}

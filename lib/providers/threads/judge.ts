/** Where an answer leaves open whether the token or the object is dead, one more read decides. */
import * as z from 'zod/mini';
import { classify, isAboutToken, type Verdict } from './errors.ts';
import { type Graph, remoteId, type Trouble } from './graph.ts';

const withId = z.object({ id: remoteId });

/** What `/me` says of the token: undefined when it is good. */
async function tokenTrouble(graph: Graph, token: string): Promise<Verdict | undefined> {
  const me = await graph('profile', { token, query: { fields: 'id' } }, withId);
  if (me.kind === 'ok') return undefined;
  const about = classify(me.trouble);
  if (!isAboutToken(about)) return { kind: 'unreachable', failure: 'provider_unavailable' };
  return { kind: 'rejected', failure: about.failure === 'login_needed' ? 'login_needed' : 'reconnect_needed' };
}

/** The verdict on a trouble; after it, `in_doubt` means that the request is at fault. */
export async function judge(graph: Graph, token: string, trouble: Trouble): Promise<Verdict> {
  const verdict = classify(trouble);
  return verdict.kind === 'in_doubt' ? ((await tokenTrouble(graph, token)) ?? verdict) : verdict;
}

/** Only a clear "no such post" to a token that is good proves that a post of ours is gone. */
export async function isGone(graph: Graph, token: string, trouble: Trouble): Promise<boolean> {
  return classify(trouble).failure === 'post_gone' && (await tokenTrouble(graph, token)) === undefined;
}

export async function existence(graph: Graph, token: string, id: string): Promise<'there' | 'gone' | 'unclear'> {
  const answer = await graph('read', { token, id, query: { fields: 'id' } }, withId);
  if (answer.kind === 'ok') return 'there';
  return (await isGone(graph, token, answer.trouble)) ? 'gone' : 'unclear';
}

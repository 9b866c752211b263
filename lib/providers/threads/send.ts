/** The one irreversible call: exactly one attempt, and no answer counts as "no" unless it is on the list of sure refusals. */
import * as z from 'zod/mini';
import type { Memo, Sent } from '../../core/provider.ts';
import { failureFrom, type Graph, remoteId } from './graph.ts';
import { containerIn } from './memo.ts';
import { refusalIn } from './refusals.ts';

export async function send(graph: Graph, token: string, memo: Memo): Promise<Sent> {
  const form = { creation_id: containerIn(memo).id };
  const answer = await graph('publish', { token, form }, z.object({ id: remoteId }));
  if (answer.kind === 'ok') return { kind: 'sent', remoteId: answer.value.id };
  const refusal = refusalIn(answer.trouble);
  if (!refusal) return { kind: 'unknown', failure: failureFrom(answer.trouble, 'outcome_unclear') };
  return { kind: 'refused', failure: failureFrom(answer.trouble, refusal.failure), again: refusal.again };
}

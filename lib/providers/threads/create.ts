/** Makes one container. Nobody sees it, so every doubt is simply tried again. */
import * as z from 'zod/mini';
import type { Failure, FailureCode } from '../../core/failures.ts';
import type { Content, Prepared } from '../../core/provider.ts';
import type { Verdict } from './errors.ts';
import type { Form } from './form.ts';
import { failureFrom, type Graph, remoteId, type Trouble } from './graph.ts';
import { judge } from './judge.ts';
import { type Stage, toMemo } from './memo.ts';
import { downloadAgainMs } from './waits.ts';

export type Work = { graph: Graph; token: string; content: Content; now: Date };

type Made =
  | { kind: 'made'; id: string }
  /** Threads does not know an object that the form names. */
  | { kind: 'missing'; failure: Failure }
  | { kind: 'not_made'; answer: Prepared };

export const waiting = (stage: Stage, waitMs: number): Prepared => ({ kind: 'waiting', memo: toMemo(stage), waitMs });

export const unreachable = (trouble: Trouble, { failure, waitMs }: Verdict): Extract<Prepared, { kind: 'unreachable' }> => ({
  kind: 'unreachable',
  failure: failureFrom(trouble, failure),
  ...(waitMs === undefined ? {} : { waitMs }),
});

/** `suspect` is what an unspecific refusal is about. */
export async function create({ graph, token }: Work, form: Form, suspect: FailureCode): Promise<Made> {
  const made = await graph('create', { token, form }, z.object({ id: remoteId }));
  if (made.kind === 'ok') return { kind: 'made', id: made.value.id };
  const { trouble } = made;
  const verdict = await judge(graph, token, trouble);
  const failure = failureFrom(trouble, verdict.kind === 'in_doubt' ? suspect : verdict.failure);
  if (verdict.kind === 'missing') return { kind: 'missing', failure };
  if (verdict.kind === 'unreachable') return { kind: 'not_made', answer: unreachable(trouble, verdict) };
  if (verdict.kind === 'lost') return { kind: 'not_made', answer: waiting({ kind: 'lost', failure }, downloadAgainMs) };
  return { kind: 'not_made', answer: { kind: 'rejected', failure } };
}

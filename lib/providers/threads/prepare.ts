/** Makes a container, or looks at the one that was made. Nothing here can become visible, so every doubt is simply tried again. */
import * as z from 'zod/mini';
import type { FailureCode } from '../../core/failures.ts';
import type { Content, Memo, Prepared } from '../../core/provider.ts';
import { type Container, fromMemo, kindOf, type MediaKind, statusFields, statusSchema, toMemo } from './container.ts';
import { classify, type Verdict } from './errors.ts';
import { failureFrom, type Graph, remoteId, type Trouble } from './graph.ts';
import { nextLookMs, settlingMs, untilSendMs } from './waits.ts';

type Input = { content: Content; memo?: Memo; now: Date };
type Look = { container: Container; memo: Memo; kind: MediaKind; ageMs: number };

/** Processing errors that a new container will not cure. @see https://developers.facebook.com/documentation/threads/troubleshooting */
const contentErrors = [
  'FAILED_DOWNLOADING_VIDEO',
  'FAILED_PROCESSING_AUDIO',
  'FAILED_PROCESSING_VIDEO',
  'INVALID_ASPEC_RATIO',
  'INVALID_BIT_RATE',
  'INVALID_DURATION',
  'INVALID_FRAME_RATE',
  'INVALID_AUDIO_CHANNELS',
  'INVALID_AUDIO_CHANNEL_LAYOUT',
];

const unreachable = (trouble: Trouble, failure: FailureCode, waitMs?: number): Prepared => ({
  kind: 'unreachable',
  failure: failureFrom(trouble, failure),
  ...(waitMs === undefined ? {} : { waitMs }),
});

/** Where an answer is as ambiguous as a dead token's, `/me` decides. */
async function resolve(graph: Graph, token: string, trouble: Trouble): Promise<Verdict> {
  const verdict = classify(trouble);
  if (verdict.kind !== 'token_in_doubt') return verdict;
  const me = await graph('profile', { token, query: { fields: 'id' } }, z.object({ id: remoteId }));
  if (me.kind === 'ok') return verdict;
  const about = classify(me.trouble);
  const isDead = about.failure === 'reconnect_needed' || about.kind === 'token_in_doubt';
  return isDead ? { kind: 'rejected', failure: 'reconnect_needed' } : { kind: 'unreachable', failure: 'provider_unavailable' };
}

async function begin(graph: Graph, token: string, { content, now }: Input): Promise<Prepared> {
  const kind = kindOf(content);
  const made = await graph('create', { token, form: kind.form(content) }, z.object({ id: remoteId }));
  if (made.kind === 'ok') return { kind: 'waiting', memo: toMemo({ id: made.value.id, createdAt: now }), waitMs: nextLookMs(kind, 0) };
  const verdict = await resolve(graph, token, made.trouble);
  if (verdict.kind === 'lost') return { kind: 'gone' };
  if (verdict.kind === 'unreachable' || verdict.kind === 'missing') return unreachable(made.trouble, verdict.failure, verdict.waitMs);
  return { kind: 'rejected', failure: failureFrom(made.trouble, verdict.failure) };
}

const stillWorking = ({ memo, kind, ageMs }: Look): Prepared =>
  ageMs >= kind.maxAgeMs ? { kind: 'gone' } : { kind: 'waiting', memo, waitMs: nextLookMs(kind, ageMs) };

function refusedInProcessing(errorMessage: string): Prepared {
  if (!contentErrors.includes(errorMessage)) return { kind: 'gone' };
  return { kind: 'rejected', failure: { code: 'content_refused', provider: { call: 'status', error_message: errorMessage } } };
}

const byStatus: Readonly<Record<string, (look: Look, errorMessage: string) => Prepared>> = {
  IN_PROGRESS: stillWorking,
  FINISHED: ({ memo, kind, ageMs }) => ({ kind: 'ready', memo, waitMs: untilSendMs(kind, ageMs) }),
  PUBLISHED: () => ({ kind: 'published' }),
  ERROR: (_look, errorMessage) => refusedInProcessing(errorMessage),
  EXPIRED: () => ({ kind: 'gone' }),
};

async function look(graph: Graph, token: string, seen: Look): Promise<Prepared> {
  const answer = await graph('status', { token, id: seen.container.id, query: { fields: statusFields } }, statusSchema);
  if (answer.kind === 'ok') {
    const { status, error_message } = answer.value;
    const read = Object.hasOwn(byStatus, status) ? byStatus[status] : undefined;
    return (
      read?.(seen, error_message ?? '') ?? { kind: 'unreachable', failure: { code: 'provider_unavailable', provider: { call: 'status' } } }
    );
  }
  const verdict = await resolve(graph, token, answer.trouble);
  if (verdict.kind === 'unreachable') return unreachable(answer.trouble, verdict.failure, verdict.waitMs);
  if (verdict.kind === 'rejected') return { kind: 'rejected', failure: failureFrom(answer.trouble, verdict.failure) };
  return seen.ageMs < settlingMs ? { kind: 'waiting', memo: seen.memo, waitMs: nextLookMs(seen.kind, seen.ageMs) } : { kind: 'gone' };
}

export function prepare(graph: Graph, token: string, input: Input): Promise<Prepared> {
  const { memo, content, now } = input;
  if (memo === undefined) return begin(graph, token, input);
  const container = fromMemo(memo);
  return look(graph, token, { container, memo, kind: kindOf(content), ageMs: now.getTime() - container.createdAt.getTime() });
}

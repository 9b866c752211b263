/** What the status of one container says. @see https://developers.facebook.com/documentation/threads/troubleshooting (read 2026-11-23) */
import * as z from 'zod/mini';
import type { Failure, mediaDetails } from '../../core/failures.ts';
import type { Prepared } from '../../core/provider.ts';
import { unreachable } from './create.ts';
import { failureFrom, type Graph } from './graph.ts';
import { judge } from './judge.ts';

export const statusSchema = z.object({ status: z.string(), error_message: z.optional(z.nullable(z.string())) });
export const statusFields = 'id,status,error_message';

export type Looked =
  | { kind: 'working' | 'finished' | 'published' }
  /** Worth a new one; the failure says why this one is of no use. */
  | { kind: 'lost'; failure?: Failure }
  | Extract<Prepared, { kind: 'rejected' | 'unreachable' }>;

/** `again`: the same file was seen to work later. All others are about the file itself. */
const containerErrors = {
  FAILED_DOWNLOADING_VIDEO: { failure: 'media_download_failed', again: true },
  FAILED_PROCESSING_AUDIO: { failure: 'media_refused', again: false },
  FAILED_PROCESSING_VIDEO: { failure: 'media_refused', again: false },
  INVALID_ASPEC_RATIO: { failure: 'media_refused', again: false },
  INVALID_BIT_RATE: { failure: 'media_refused', again: false },
  INVALID_DURATION: { failure: 'media_refused', again: false },
  INVALID_FRAME_RATE: { failure: 'media_refused', again: false },
  INVALID_AUDIO_CHANNELS: { failure: 'media_refused', again: false },
  INVALID_AUDIO_CHANNEL_LAYOUT: { failure: 'media_refused', again: false },
  UNKNOWN: { failure: 'media_refused', again: true },
} as const satisfies Record<keyof typeof mediaDetails, { failure: Failure['code']; again: boolean }>;

const isListed = (message: string): message is keyof typeof containerErrors => Object.hasOwn(containerErrors, message);

/** A text has no file that could be at fault. */
function afterError(message: string, hasMedia: boolean): Looked {
  const { failure: code, again } = containerErrors[isListed(message) ? message : 'UNKNOWN'];
  const provider = { call: 'status', ...(isListed(message) ? { error_message: message } : {}) };
  if (!hasMedia) return again ? { kind: 'lost' } : { kind: 'rejected', failure: { code: 'content_refused', provider } };
  return { kind: again ? 'lost' : 'rejected', failure: { code, provider } };
}

const byStatus: Readonly<Record<string, (errorMessage: string, hasMedia: boolean) => Looked>> = {
  IN_PROGRESS: () => ({ kind: 'working' }),
  FINISHED: () => ({ kind: 'finished' }),
  PUBLISHED: () => ({ kind: 'published' }),
  ERROR: afterError,
  EXPIRED: () => ({ kind: 'lost' }),
};
const unheardOf: Looked = { kind: 'unreachable', failure: { code: 'provider_unavailable', provider: { call: 'status' } } };

/** `isYoung`: it may not be readable yet. */
type Subject = { id: string; hasMedia: boolean; isYoung: boolean };

export async function look(graph: Graph, token: string, { id, hasMedia, isYoung }: Subject): Promise<Looked> {
  const answer = await graph('status', { token, id, query: { fields: statusFields } }, statusSchema);
  if (answer.kind === 'ok') {
    const { status, error_message } = answer.value;
    const read = Object.hasOwn(byStatus, status) ? byStatus[status] : undefined;
    return read?.(error_message ?? '', hasMedia) ?? unheardOf;
  }
  const verdict = await judge(graph, token, answer.trouble);
  if (verdict.kind === 'unreachable') return unreachable(answer.trouble, verdict);
  const failure = failureFrom(answer.trouble, verdict.failure);
  if (verdict.kind === 'rejected') return { kind: 'rejected', failure };
  if (isYoung) return { kind: 'working' };
  return verdict.kind === 'lost' ? { kind: 'lost', failure } : { kind: 'lost' };
}

/** The steps of a publication at the sandbox: a container, one publish, and finding out after silence. */
import * as z from 'zod/mini';
import type { Content, FindInput, Found, Memo, Prepared, Saw, Sent } from '../../core/provider.ts';
import type { Answer } from './access.ts';
import { processingMs, type Status } from './containers.ts';
import { ask, failure, type Silence } from './line.ts';
import type { SandboxPlatform } from './platform.ts';

/** A publish call may still be on its way when its sender gave up: until then no "not out" is passed on. */
const absenceIsTrueAfterMs = 600_000;

const memoSchema = z.object({ container_id: z.string() });
/** @throws {ZodError} for a memo that we did not write */
const containerOf = (memo: Memo): string => memoSchema.parse(memo).container_id;

const stopped = (answer: Exclude<Answer<unknown>, { kind: 'ok' }> | Silence, call: string): Prepared =>
  answer.kind === 'refused'
    ? { kind: 'rejected', failure: failure(answer.failure, call) }
    : { kind: 'unreachable', failure: failure('provider_unavailable', call, answer) };

const byState: Readonly<Record<Status['state'], (memo: Memo) => Prepared>> = {
  in_progress: (memo) => ({ kind: 'waiting', memo, waitMs: processingMs }),
  finished: (memo) => ({ kind: 'ready', memo, waitMs: 0 }),
  published: () => ({ kind: 'published' }),
  lost: () => ({ kind: 'gone' }),
};

export async function prepare(platform: SandboxPlatform, token: string, content: Content, memo: Memo | undefined): Promise<Prepared> {
  if (memo === undefined) {
    const made = await ask(() => platform.create(token, content));
    return made.kind === 'ok' ? { kind: 'waiting', memo: { container_id: made.value }, waitMs: processingMs } : stopped(made, 'create');
  }
  const looked = await ask(() => platform.status(token, containerOf(memo)));
  return looked.kind === 'ok' ? byState[looked.value.state](memo) : stopped(looked, 'status');
}

/** Refusals after which the same container may be sent later. */
const passing: readonly string[] = ['not_ready', 'quota_reached'];

export async function send(platform: SandboxPlatform, token: string, memo: Memo): Promise<Sent> {
  const containerId = containerOf(memo);
  const answer = await ask(() => platform.publish(token, containerId));
  if (answer.kind === 'ok') return { kind: 'sent', remoteId: answer.value };
  if (answer.kind === 'refused') {
    return { kind: 'refused', failure: failure(answer.failure, 'publish'), again: passing.includes(answer.failure) };
  }
  if (answer.isSureNo) return { kind: 'refused', failure: failure('provider_unavailable', 'publish', answer), again: true };
  return { kind: 'unknown', failure: failure('outcome_unclear', 'publish', answer) };
}

const seenAs = { in_progress: 'working', finished: 'ready', published: 'published', lost: 'missing' } as const satisfies Record<
  Status['state'],
  Saw['preparation']
>;

/** The container knows what became of it; the profile's list has nothing to add. */
export async function find(platform: SandboxPlatform, token: string, { memo, sentAt, now }: FindInput): Promise<Found> {
  const containerId = containerOf(memo);
  const looked = await ask(() => platform.status(token, containerId));
  const saw: Saw = { preparation: looked.kind === 'ok' ? seenAs[looked.value.state] : 'unreadable', list: 'not_asked' };
  if (looked.kind !== 'ok') return { kind: 'unclear', saw };
  if (looked.value.state === 'published') return { kind: 'published', remoteId: looked.value.postId, saw };
  if (now.getTime() - sentAt.getTime() < absenceIsTrueAfterMs) return { kind: 'unclear', saw };
  return { kind: 'absent', usable: looked.value.state !== 'lost', saw };
}

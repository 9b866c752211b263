/** Containers of the sandbox: made, looked at, published once. Each write stands on the token still being good. */
import { AppError, isAppError } from '../../core/errors.ts';
import type { FailureCode } from '../../core/failures.ts';
import { ulid } from '../../core/ids.ts';
import type { Content } from '../../core/provider.ts';
import {
  containerLifeMs,
  inWindow,
  newSandboxPostId,
  type SandboxContainer,
  type SandboxQuota,
  sandboxQuotaTotal,
} from '../../core/sandbox.ts';
import { type Answer, ok, openToken, refused, type SandboxPorts, type Visitor } from './access.ts';
import { refusalOf } from './rules.ts';

/** The scope without which nothing is written. */
export const publishScope = 'sandbox_publish';
/** A container is ready this long after it was made. */
export const processingMs = 1_000;

/** `lost`: it never existed here, or its day is over. */
export type Status = { state: 'in_progress' | 'finished' | 'lost' } | { state: 'published'; postId: string };

function statusOf(container: SandboxContainer | undefined, now: Date): Status {
  if (!container) return { state: 'lost' };
  if (container.postId !== undefined) return { state: 'published', postId: container.postId };
  const ageMs = now.getTime() - Date.parse(container.createdAt);
  if (ageMs >= containerLifeMs) return { state: 'lost' };
  return { state: ageMs < processingMs ? 'in_progress' : 'finished' };
}

/** Surely nothing was written: only reads were made so far. */
const busy = (cause: unknown): AppError =>
  new AppError('unavailable', 'sandbox_busy', 'The sandbox is busy. Please try again in a moment.', { cause });

/** Reads before a write: whatever goes wrong here, nothing has happened. */
async function beforehand<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw busy(cause);
  }
}

async function openForWriting(ports: SandboxPorts, token: string): Promise<Answer<Visitor>> {
  const visitor = await openToken(ports, token);
  if (!visitor) return refused('reconnect_needed');
  return visitor.grant.scopes.includes(publishScope) ? ok(visitor) : refused('permission_missing');
}

/** The posts that this one stands on are there. */
async function missing({ store }: SandboxPorts, accountId: string, { replyTo, options }: Content): Promise<FailureCode | undefined> {
  if (replyTo !== undefined && !(await store.post(accountId, replyTo))) return 'reply_parent_gone';
  const { quotePostId } = options;
  return quotePostId !== undefined && !(await store.post(accountId, quotePostId)) ? 'quote_gone' : undefined;
}

/** @returns the new container's id */
export async function create(ports: SandboxPorts, token: string, content: Content): Promise<Answer<string>> {
  const { store, now, randomBytes, mediaOrigin } = ports;
  const opened = await openForWriting(ports, token);
  if (opened.kind === 'refused') return opened;
  const { accountId, hash, grant } = opened.value;
  const failure = refusalOf(content, mediaOrigin) ?? (await missing(ports, accountId, content));
  if (failure !== undefined) return refused(failure);
  const id = ulid(now(), randomBytes(16));
  const container: SandboxContainer = { ...content, media: [...content.media], id, createdAt: now().toISOString(), rev: 1 };
  try {
    await ports.commit([store.checkGrant(accountId, hash, grant), store.createContainer(accountId, container)]);
  } catch (error) {
    if (isAppError(error, 'conflict')) return refused('reconnect_needed');
    throw error;
  }
  return ok(id);
}

export async function status(ports: SandboxPorts, token: string, containerId: string): Promise<Answer<Status>> {
  const visitor = await openToken(ports, token);
  if (!visitor) return refused('reconnect_needed');
  return ok(statusOf(await ports.store.container(visitor.accountId, containerId), ports.now()));
}

type Ready = { visitor: Visitor; container: SandboxContainer; quota: SandboxQuota | undefined };

/** All that has to be true before the one write; a container that is out already answers with its post. */
async function readyToPublish(ports: SandboxPorts, token: string, containerId: string): Promise<Answer<Ready | string>> {
  const { store, now } = ports;
  const opened = await openForWriting(ports, token);
  if (opened.kind === 'refused') return opened;
  const visitor = opened.value;
  const container = await store.container(visitor.accountId, containerId);
  const is = statusOf(container, now());
  if (is.state === 'published') return ok(is.postId);
  if (!container || is.state !== 'finished') return refused('not_ready');
  const quota = await store.quota(visitor.accountId);
  if (inWindow(quota, now()).length >= sandboxQuotaTotal) return refused('quota_reached');
  return ok({ visitor, container, quota });
}

/** One transaction: the container used up, the post there, the quota counted, and the token still good. @returns the post's id */
async function commitPost(ports: SandboxPorts, { visitor, container, quota }: Ready): Promise<string> {
  const { store, now, randomBytes } = ports;
  const { accountId, hash, grant } = visitor;
  const { text, media, options, replyTo } = container;
  const id = newSandboxPostId(now(), randomBytes(4), replyTo);
  const parent = replyTo === undefined ? {} : { replyTo };
  await ports.commit([
    store.checkGrant(accountId, hash, grant),
    store.replaceContainer(accountId, { ...container, rev: container.rev + 1, postId: id }),
    store.createPost(accountId, { id, text, media, options, publishedAt: now().toISOString(), ...parent }),
    store.putQuota(accountId, { rev: (quota?.rev ?? 0) + 1, publishedAt: [...inWindow(quota, now()), now().getTime()] }),
  ]);
  return id;
}

/** Publishing a container again gives the id of the post that it became; there is never a second one. @throws {AppError} `unavailable` `sandbox_busy` when surely nothing was published. */
export async function publish(ports: SandboxPorts, token: string, containerId: string): Promise<Answer<string>> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const found = await beforehand(() => readyToPublish(ports, token, containerId));
    if (found.kind === 'refused') return found;
    if (typeof found.value === 'string') return ok(found.value);
    try {
      return ok(await commitPost(ports, found.value));
    } catch (error) {
      // Something moved between reading and writing: look once more, it may be our own write.
      if (!isAppError(error, 'conflict')) throw error;
    }
  }
  throw busy('moved twice');
}

/** POST /v1.0/me/threads_publish: the one call that makes something visible. doc [pub-ref] */
import type { AskFault } from '../faults/strike.ts';
import { json, type Reply } from '../reply.ts';
import type { Params } from '../request.ts';
import type { Account, Container, Post } from '../state.ts';
import { nextId, type World } from '../world.ts';
import { statusOf } from './container.ts';
import type { CallInput, DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { usageOf } from './quota.ts';

/** @throws {GraphError} `mediaNotFound` for whatever keeps the container from being published */
function readyContainer(world: World, account: Account, id: string): Container {
  const now = world.clock.now();
  const container = world.containers.get(id);
  const isReachable = container?.accountId === account.id && container.publishableFrom !== null && now >= container.publishableFrom;
  const isReady = isReachable && (container.postIds.length > 0 || statusOf(container, now) === 'FINISHED');
  if (!isReady) throw new GraphError('mediaNotFound', id);
  return container;
}

function checkQuota({ world, account, ask }: CallInput, isReply: boolean): void {
  const { posts, replies } = usageOf(account, world.clock.now());
  const isUsedUp = isReply ? replies >= world.settings.replyQuota : posts >= world.settings.postQuota;
  if (isUsedUp || ask('quota_reached')) throw new GraphError('quotaReached');
}

function makePost(world: World, container: Container, ask: AskFault): Post {
  const now = world.clock.now();
  const removed = ask('post_removed');
  return {
    id: nextId(world),
    accountId: container.accountId,
    containerId: container.id,
    mediaType: container.mediaType,
    text: container.text,
    topicTag: container.topicTag,
    linkAttachmentUrl: container.linkAttachmentUrl,
    replyControl: container.replyControl,
    replyToId: container.replyToId,
    publishedAt: now,
    listedAt: now + (ask('list_lag')?.ms ?? 0),
    removedAt: removed ? now + removed.ms : null,
  };
}

function putOut({ world, account, ask }: CallInput, container: Container): string {
  const now = world.clock.now();
  const post = makePost(world, container, ask);
  world.posts.set(post.id, post);
  container.postIds.push(post.id);
  container.publishedShownAt ??= now + (ask('status_lag')?.ms ?? 0);
  (post.replyToId === null ? account.postTimes : account.replyTimes).push(now);
  return post.id;
}

/** A second publish of the same container follows the setting, because no source settles it (Q1). */
function publishContainer(input: CallInput, creationId: string): string {
  const { world, account } = input;
  const container = readyContainer(world, account, creationId);
  const earlier = container.postIds[0];
  const mode = earlier === undefined ? 'second_post' : world.settings.doublePublish;
  if (mode === 'error') throw new GraphError('mediaNotFound', creationId);
  if (mode === 'same_id' && earlier !== undefined) return earlier;
  checkQuota(input, container.replyToId !== null);
  return putOut(input, container);
}

const notReached = 'not reached';

/** Every call is written down when it arrives, also when a fault keeps it from having an effect. */
function noteArrival(world: World, account: Account, params: Params): void {
  account.publishAttempts.push({ at: world.clock.now(), creationId: params.get('creation_id') ?? '', outcome: notReached });
}

function noteOutcome(account: Account, creationId: string, outcome: string): void {
  const attempt = account.publishAttempts.find((one) => one.creationId === creationId && one.outcome === notReached);
  if (attempt) attempt.outcome = outcome;
}

function publish(input: CallInput): Reply {
  const { account, params } = input;
  const creationId = params.get('creation_id') ?? '';
  try {
    if (creationId === '') throw new GraphError('missingParameter', 'creation_id');
    const id = publishContainer(input, creationId);
    noteOutcome(account, creationId, 'posted');
    return json({ id });
  } catch (error) {
    if (error instanceof GraphError) noteOutcome(account, creationId, error.row);
    throw error;
  }
}

export const publishCall: DataCall = {
  name: 'publish',
  scopes: ['threads_basic', 'threads_content_publish'],
  params: ['creation_id'],
  onArrival: noteArrival,
  run: publish,
};

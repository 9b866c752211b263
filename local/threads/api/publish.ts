/** POST /v1.0/me/threads_publish: the one call that makes something visible. doc [pub-ref] */
import { contentSchema } from '../content.ts';
import type { AskFault } from '../faults/strike.ts';
import { json, type Reply } from '../reply.ts';
import type { Params } from '../request.ts';
import type { Account, Container, Post } from '../state.ts';
import { nextId, type World } from '../world.ts';
import { statusOf } from './container.ts';
import type { CallInput, DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { usageOf } from './quota.ts';
import { needPost } from './relations.ts';

/** @throws {GraphError} `mediaNotFound` for whatever keeps the container from being published */
function readyContainer(world: World, account: Account, id: string): Container {
  const now = world.clock.now();
  const container = world.containers.get(id);
  const isReachable = container?.accountId === account.id && container.publishableFrom !== null && now >= container.publishableFrom;
  if (isReachable && container.isCarouselItem) throw new GraphError('badParameter', 'creation_id is an item of a carousel');
  const isReady = isReachable && (container.postIds.length > 0 || statusOf(container, now) === 'FINISHED');
  if (!isReady) throw new GraphError('mediaNotFound', id);
  return container;
}

function checkQuota({ world, account, ask }: CallInput, isReply: boolean): void {
  const { posts, replies } = usageOf(account, world.clock.now());
  const isUsedUp = isReply ? replies >= world.settings.replyQuota : posts >= world.settings.postQuota;
  if (isUsedUp || ask('quota_reached')) throw new GraphError('quotaReached');
}

/** A post with everything its author asked for. */
function makePost(world: World, container: Container, ask: AskFault): Post {
  const now = world.clock.now();
  const removed = ask('post_removed');
  return {
    ...contentSchema.parse(container),
    id: nextId(world),
    accountId: container.accountId,
    containerId: container.id,
    parentId: null,
    childIds: [],
    repostedPostId: null,
    publishedAt: now,
    listedAt: now + (ask('list_lag')?.ms ?? 0),
    replyableFrom: now + (ask('reply_lag')?.ms ?? 0),
    removedAt: removed ? now + removed.ms : null,
  };
}

/** The items of a carousel become posts of their own, with ids of their own. seen [tg-recovery] */
function makeItems(world: World, parent: Post, childIds: readonly string[]): void {
  const items = childIds.flatMap((id) => world.containers.get(id) ?? []);
  for (const item of items) {
    const own = { id: nextId(world), containerId: item.id, parentId: parent.id, childIds: [], isSpoilerMedia: parent.isSpoilerMedia };
    const post: Post = { ...parent, ...contentSchema.parse(item), ...own };
    world.posts.set(post.id, post);
    parent.childIds.push(post.id);
  }
}

function putOut({ world, account, ask }: CallInput, container: Container): Post {
  const now = world.clock.now();
  const post = makePost(world, container, ask);
  world.posts.set(post.id, post);
  makeItems(world, post, container.childIds);
  container.postIds.push(post.id);
  container.publishedShownAt ??= now + (ask('status_lag')?.ms ?? 0);
  (post.replyToId === null ? account.postTimes : account.replyTimes).push(now);
  return post;
}

/** Both must still be there. @throws {GraphError} `mediaNotFound` for the parent or the quoted post */
function checkRelations(world: World, { replyToId, quotedPostId }: Container): void {
  for (const id of [replyToId, quotedPostId]) if (id !== null) needPost(world, id);
}

/** A second publish of the same container follows the setting, because no source settles it (Q1). */
function publishContainer(input: CallInput, creationId: string): string {
  const { world, account } = input;
  const container = readyContainer(world, account, creationId);
  const earlier = container.postIds[0];
  const mode = earlier === undefined ? 'second_post' : world.settings.doublePublish;
  if (mode === 'error') throw new GraphError('mediaNotFound', creationId);
  if (mode === 'same_id' && earlier !== undefined) return earlier;
  checkRelations(world, container);
  checkQuota(input, container.replyToId !== null);
  return putOut(input, container).id;
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

/** The post stays published when sharing it fails. doc [pub-ref]; the field: seen [mcp-log] */
function instagramStatus({ world, ask }: CallInput, creationId: string) {
  if (!world.containers.get(creationId)?.isSharedToInstagram) return {};
  return { crossreshare_to_ig_status: ask('cross_share_failed') ? 'FAILED' : 'SUCCESS' };
}

/** For `auto_publish_text`: out in the call that made the container. Returns the post's id. */
export function publishAtOnce(input: CallInput, container: Container): string {
  const { world, account } = input;
  account.publishAttempts.push({ at: world.clock.now(), creationId: container.id, outcome: notReached });
  checkQuota(input, container.replyToId !== null);
  const post = putOut(input, container);
  noteOutcome(account, container.id, 'posted');
  return post.id;
}

function publish(input: CallInput): Reply {
  const { account, params } = input;
  const creationId = params.get('creation_id') ?? '';
  try {
    if (creationId === '') throw new GraphError('missingParameter', 'creation_id');
    const id = publishContainer(input, creationId);
    noteOutcome(account, creationId, 'posted');
    return json({ id, ...instagramStatus(input, creationId) });
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

/** POST /v1.0/me/threads: makes a container, which nobody sees. doc [pub-ref], [posts] */
import type { AskFault } from '../faults/strike.ts';
import { json } from '../reply.ts';
import type { Params } from '../request.ts';
import type { Container } from '../state.ts';
import { isVisible, nextId, type World } from '../world.ts';
import type { Times } from './container.ts';
import type { CallInput, DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { checkParameter, containerParameters, readMediaType } from './media-types.ts';
import type { Session } from './session.ts';
import { checkLength, checkLinks, linksIn, takeTopic } from './text.ts';

const replyControls = ['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only'];

/** Links are only read here, never fetched. @throws {GraphError} `linkRefused` */
function readLink(value: string | undefined): string | null {
  if (value === undefined) return null;
  const isWeb = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isWeb) throw new GraphError('linkRefused');
  return value;
}

function readTopicTag(value: string | undefined): string | null {
  if (value === undefined) return null;
  const length = [...value].length;
  if (length < 1 || length > 50 || /[.&]/.test(value)) {
    throw new GraphError('badParameter', 'topic_tag must have 1 to 50 characters, without . and &');
  }
  return value;
}

function readReplyControl(value: string | undefined): string | null {
  if (value === undefined || replyControls.includes(value)) return value ?? null;
  throw new GraphError('badParameter', `reply_control must be one of ${replyControls.join(', ')}`);
}

/** Only an own thread may be answered without an extra scope. doc [create-replies] */
function readReplyTo(world: World, { account, token }: Session, value: string | undefined): string | null {
  if (value === undefined) return null;
  const parent = world.posts.get(value);
  if (!parent || !isVisible(world, parent)) throw new GraphError('mediaNotFound', value);
  const mayReplyToOthers = ['threads_keyword_search', 'threads_manage_mentions'].some((scope) => token.scopes.includes(scope));
  if (rootOf(world, value) !== account.id && !mayReplyToOthers) throw new GraphError('permissionMissing');
  return value;
}

/** Who wrote the first post of the thread this one belongs to. */
function rootOf(world: World, postId: string): string | undefined {
  const post = world.posts.get(postId);
  return post?.replyToId ? rootOf(world, post.replyToId) : post?.accountId;
}

function readText(params: Params, link: string | null, world: World): { text: string; topicTag: string | null } {
  const text = params.get('text') ?? '';
  if (text.trim() === '' && link === null) throw new GraphError('missingParameter', 'text');
  checkLength(text, world.settings.textCounting);
  checkLinks(text, link);
  const topicTag = readTopicTag(params.get('topic_tag'));
  return topicTag === null ? takeTopic(text) : { text, topicTag };
}

/** From when on this container answers as it should, given the faults that are on. */
function timesOf(world: World, ask: AskFault): Times {
  const createdAt = world.clock.now();
  const readyAt = createdAt + (ask('container_slow')?.ms ?? world.settings.readyDelayMs);
  if (ask('container_lost')) return { createdAt, readyAt, statusFrom: null, publishableFrom: null };
  const statusFrom = createdAt + (ask('unreadable_after_create')?.ms ?? 0);
  if (ask('container_unpublishable')) return { createdAt, readyAt, statusFrom, publishableFrom: null };
  const fromCreate = createdAt + (ask('unpublishable_after_create')?.ms ?? 0);
  const fromFinished = readyAt + (ask('unpublishable_after_finished')?.ms ?? 0);
  return { createdAt, readyAt, statusFrom, publishableFrom: Math.max(fromCreate, fromFinished) };
}

function createContainer({ world, account, token, params, ask }: CallInput) {
  const mediaType = readMediaType(params.get('media_type'));
  for (const name of params.keys()) checkParameter(name, mediaType);
  const link = readLink(params.get('link_attachment'));
  const { text, topicTag } = readText(params, link, world);
  const replyControl = readReplyControl(params.get('reply_control'));
  const replyToId = readReplyTo(world, { account, token }, params.get('reply_to_id'));

  const container: Container = {
    id: nextId(world),
    accountId: account.id,
    mediaType,
    text,
    topicTag,
    // The first link of the text becomes the preview when none is attached.
    linkAttachmentUrl: link ?? linksIn(text)[0] ?? null,
    replyControl,
    replyToId,
    ...timesOf(world, ask),
    errorMessage: ask('container_error')?.message ?? null,
    publishedShownAt: null,
    postIds: [],
  };
  world.containers.set(container.id, container);
  return json({ id: container.id });
}

export const createCall: DataCall = {
  name: 'create',
  scopes: ['threads_basic', 'threads_content_publish'],
  params: containerParameters,
  run: createContainer,
};

/** What the control API shows of an account: everything a test may want to count. */

import { statusOf } from '../api/container.ts';
import { readAs } from '../api/media-types.ts';
import { permalinkOf } from '../api/post.ts';
import { usageOf } from '../api/quota.ts';
import type { Account, Container, Post } from '../state.ts';
import { isVisible, visiblePosts, type World } from '../world.ts';

const isoOf = (ms: number) => new Date(ms).toISOString();

const postView = (world: World, post: Post) => ({
  id: post.id,
  container_id: post.containerId,
  media_type: readAs(post.mediaType),
  text: post.text,
  topic_tag: post.topicTag,
  link_attachment_url: post.linkAttachmentUrl,
  reply_to_id: post.replyToId,
  permalink: permalinkOf(world, post),
  published_at: isoOf(post.publishedAt),
  is_public: isVisible(world, post),
});

const containerView = (world: World, container: Container) => ({
  id: container.id,
  status: statusOf(container, world.clock.now()),
  media_type: container.mediaType,
  text: container.text,
  created_at: isoOf(container.createdAt),
  post_ids: container.postIds,
});

/** Posts include removed ones; `public_post_count` does not. */
export const accountView = (world: World, account: Account) => ({
  id: account.id,
  username: account.username,
  name: account.name,
  biography: account.biography,
  private: account.isPrivate,
  tester_pending: account.isTesterPending,
  public_post_count: visiblePosts(world, account.id).length,
  quota_usage: usageOf(account, world.clock.now()).posts,
  posts: [...world.posts.values()].filter((post) => post.accountId === account.id).map((post) => postView(world, post)),
  publish_attempts: account.publishAttempts.map(({ at, creationId, outcome }) => ({
    at: isoOf(at),
    creation_id: creationId,
    outcome,
  })),
  containers: [...world.containers.values()]
    .filter((container) => container.accountId === account.id)
    .map((container) => containerView(world, container)),
});

export type AccountView = ReturnType<typeof accountView>;

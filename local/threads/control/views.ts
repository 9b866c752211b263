/** What the control API shows of an account: everything a test may want to count. */

import { statusOf } from '../api/container.ts';
import { readAs } from '../api/media-types.ts';
import { permalinkOf } from '../api/post.ts';
import { usageOf } from '../api/quota.ts';
import type { Account, Callback, Container, Post } from '../state.ts';
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
  quoted_post_id: post.quotedPostId,
  parent_id: post.parentId,
  child_ids: post.childIds,
  media_sha256: post.media?.sha256 ?? null,
  alt_text: post.altText,
  poll: post.poll && Object.values(post.poll).flatMap((option) => option ?? []),
  gif_id: post.gif?.gif_id ?? null,
  reply_control: post.replyControl,
  is_spoiler_media: post.isSpoilerMedia,
  permalink: permalinkOf(world, post),
  published_at: isoOf(post.publishedAt),
  is_public: isVisible(world, post),
});

const containerView = (world: World, container: Container) => ({
  id: container.id,
  status: statusOf(container, world.clock.now()),
  error_message: container.errorMessage,
  media_type: container.mediaType,
  text: container.text,
  created_at: isoOf(container.createdAt),
  post_ids: container.postIds,
});

/** One signed call to the app, with every answer it gave. */
export const callbackView = (world: World, callback: Callback) => ({
  id: callback.id,
  kind: callback.kind,
  account: world.accounts.get(callback.accountId)?.username ?? null,
  user_id: callback.accountId,
  sent_to: callback.to,
  signed_request: callback.signedRequest,
  deliveries: callback.deliveries.map(({ at, status, body, url, confirmationCode, problem }) => ({
    at: isoOf(at),
    status,
    body,
    url,
    confirmation_code: confirmationCode,
    problem,
  })),
});

export type CallbackView = ReturnType<typeof callbackView>;

/** Posts include removed ones and the items of carousels; `public_post_count` does not. */
export const accountView = (world: World, account: Account) => ({
  id: account.id,
  username: account.username,
  name: account.name,
  biography: account.biography,
  private: account.isPrivate,
  tester_pending: account.isTesterPending,
  geo_gating: account.isGeoGatingEligible,
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

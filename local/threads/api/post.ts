/** A post as it is read back, and GET /v1.0/{media-id}. doc [retrieve], [reply-ref] */
import type { AskFault } from '../faults/strike.ts';
import { graphTime, shortcodeOf } from '../ids.ts';
import { json } from '../reply.ts';
import type { Post } from '../state.ts';
import { isVisible, type World } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { type FieldTable, fieldReader } from './fields.ts';
import { readAs } from './media-types.ts';
import { pictureUrl } from './profile.ts';

const usernameOf = (world: World, post: Post) => world.accounts.get(post.accountId)?.username ?? '';

export const permalinkOf = (world: World, post: Post): string =>
  `${world.publicUrl}/@${usernameOf(world, post)}/post/${shortcodeOf(post.id)}`;

const idOrNothing = (id: string | undefined) => (id === undefined ? undefined : { id });

function rootOf(world: World, post: Post): Post {
  const parent = post.replyToId === null ? undefined : world.posts.get(post.replyToId);
  return parent ? rootOf(world, parent) : post;
}

const hasReplies = (world: World, { id }: Post) =>
  [...world.posts.values()].some((post) => post.replyToId === id && isVisible(world, post));

function picture(world: World, post: Post) {
  const account = world.accounts.get(post.accountId);
  return account && pictureUrl(world, account);
}

/** Fields of media, polls, quotes and so on: they exist, a text post has none of them. */
const absentOnText = Object.fromEntries(
  [
    'media_url',
    'gif_url',
    'thumbnail_url',
    'children',
    'quoted_post',
    'reposted_post',
    'alt_text',
    'poll_attachment',
    'text_entities',
    'text_attachment',
    'ghost_post_status',
    'ghost_post_expiration_timestamp',
    'location_id',
  ].map((name) => [name, () => undefined]),
);

const replyFields = (world: World): FieldTable<Post> => ({
  is_reply: ({ replyToId }) => replyToId !== null,
  root_post: (post) => (post.replyToId === null ? undefined : { id: rootOf(world, post).id }),
  replied_to: ({ replyToId }) => idOrNothing(replyToId ?? undefined),
  is_reply_owned_by_me: ({ replyToId }) => (replyToId === null ? undefined : true),
  hide_status: () => 'NOT_HUSHED',
  reply_audience: ({ replyControl }) => (replyControl ?? 'everyone').toUpperCase(),
  has_replies: (post) => hasReplies(world, post),
});

/** There is no `status` here: asking for it is how a client learns that an id is a post. seen [mcp-143] */
export const postFields = (world: World, ask: AskFault): FieldTable<Post> => ({
  ...absentOnText,
  ...replyFields(world),
  id: ({ id }) => id,
  media_product_type: () => 'THREADS',
  media_type: ({ mediaType }) => readAs(mediaType),
  permalink: (post) => (ask('permalink_missing') ? undefined : permalinkOf(world, post)),
  shortcode: ({ id }) => shortcodeOf(id),
  timestamp: ({ publishedAt }) => graphTime(publishedAt),
  text: ({ text }) => text || undefined,
  owner: ({ accountId }) => ({ id: accountId }),
  username: (post) => usernameOf(world, post),
  profile_picture_url: (post) => picture(world, post),
  is_verified: () => false,
  is_quote_post: () => false,
  is_spoiler_media: () => false,
  topic_tag: ({ topicTag }) => topicTag ?? undefined,
  link_attachment_url: ({ linkAttachmentUrl }) => linkAttachmentUrl ?? undefined,
});

export const readCall = (post: Post): DataCall => ({
  name: 'read',
  scopes: ['threads_basic'],
  params: ['fields'],
  run: ({ world, params, ask }) => json(fieldReader(postFields(world, ask), params.get('fields'), 'id')(post)),
});

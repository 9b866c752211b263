/** A post as it is read back, and GET /v1.0/{media-id}. doc [retrieve], [reply-ref] */
import type { Poll } from '../content.ts';
import type { AskFault } from '../faults/strike.ts';
import { graphTime, shortcodeOf } from '../ids.ts';
import { json } from '../reply.ts';
import type { Post } from '../state.ts';
import { answersTo, ghostEnd, rootOf, type World } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { expandable, expandableList, type FieldTable, fieldReader } from './fields.ts';
import { readAs } from './media-types.ts';
import { pictureUrl } from './profile.ts';

const usernameOf = (world: World, post: Post) => world.accounts.get(post.accountId)?.username ?? '';

export const permalinkOf = (world: World, post: Post): string =>
  `${world.publicUrl}/@${usernameOf(world, post)}/post/${shortcodeOf(post.id)}`;

const idOrNothing = (id: string | null) => (id === null ? undefined : { id });

function picture(world: World, post: Post) {
  const account = world.accounts.get(post.accountId);
  return account && pictureUrl(world, account);
}

const percentages = Object.fromEntries(
  (['a', 'b', 'c', 'd'] as const).flatMap((letter): [string, (poll: PollView) => unknown][] => [
    [`option_${letter}`, (poll) => poll[`option_${letter}`]],
    [`option_${letter}_votes_percentage`, (poll) => (poll[`option_${letter}`] === undefined ? undefined : 0)],
  ]),
);

type PollView = Poll & { endsAt: number };

/** Nobody votes here. doc [polls] */
const pollFields: FieldTable<PollView> = {
  ...percentages,
  total_votes: () => 0,
  expiration_timestamp: ({ endsAt }) => graphTime(endsAt),
};

const pollLifeMs = 24 * 3_600_000;

/** Where the copy of an image or video is served. */
export const mediaUrlOf = (world: World, post: Post): string => `${world.publicUrl}/media/${post.id}`;

const mediaFields = (world: World): FieldTable<Post> => ({
  media_url: (post) => (post.media === null ? undefined : mediaUrlOf(world, post)),
  thumbnail_url: (post) => (post.media?.kind === 'video' ? `${mediaUrlOf(world, post)}/thumbnail` : undefined),
  alt_text: ({ altText }) => altText ?? undefined,
  is_spoiler_media: ({ isSpoilerMedia }) => isSpoilerMedia,
  gif_url: ({ gif }) => gif && `https://media.giphy.com/media/${gif.gif_id}/giphy.gif`,
});

const attachmentFields: FieldTable<Post> = {
  poll_attachment: ({ poll, publishedAt }) => poll && expandable({ ...poll, endsAt: publishedAt + pollLifeMs }, pollFields),
  text_attachment: ({ textAttachment }) => textAttachment ?? undefined,
  text_entities: ({ textEntities }) => textEntities ?? undefined,
  link_attachment_url: ({ linkAttachmentUrl }) => linkAttachmentUrl ?? undefined,
  topic_tag: ({ topicTag }) => topicTag ?? undefined,
  location_id: ({ locationId }) => locationId ?? undefined,
};

const ghostFields = ({ clock }: World): FieldTable<Post> => ({
  ghost_post_status: (post) => (post.isGhost ? (clock.now() < ghostEnd(post) ? 'ACTIVE' : 'ARCHIVED') : undefined),
  ghost_post_expiration_timestamp: (post) => (post.isGhost ? graphTime(ghostEnd(post)) : undefined),
});

const relationFields = (world: World, viewerId: string): FieldTable<Post> => ({
  is_quote_post: ({ quotedPostId }) => quotedPostId !== null,
  quoted_post: ({ quotedPostId }) => idOrNothing(quotedPostId),
  reposted_post: ({ repostedPostId }) => idOrNothing(repostedPostId),
  is_reply: ({ replyToId }) => replyToId !== null,
  root_post: (post) => (post.replyToId === null ? undefined : { id: rootOf(world, post).id }),
  replied_to: ({ replyToId }) => idOrNothing(replyToId),
  is_reply_owned_by_me: ({ replyToId, accountId }) => (replyToId === null ? undefined : accountId === viewerId),
  hide_status: () => 'NOT_HUSHED',
  reply_audience: ({ replyControl }) => (replyControl ?? 'everyone').toUpperCase(),
  has_replies: ({ id }) => answersTo(world, id).length > 0,
});

function itemsOf(world: World, { childIds }: Post): Post[] {
  return childIds.flatMap((id) => world.posts.get(id) ?? []);
}

/** There is no `status` here: asking for it is how a client learns that an id is a post. seen [mcp-143] */
export const postFields = (world: World, ask: AskFault, viewerId: string): FieldTable<Post> => ({
  ...mediaFields(world),
  ...attachmentFields,
  ...ghostFields(world),
  ...relationFields(world, viewerId),
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
  // The ids of posts, not of the containers the client made. seen [tg-recovery]
  children: (post) => (post.childIds.length === 0 ? undefined : expandableList(itemsOf(world, post), postFields(world, ask, viewerId))),
});

/** Somebody else's answer in an own thread needs one more scope. */
export const readCall = (post: Post, isOwn = true): DataCall => ({
  name: 'read',
  scopes: isOwn ? ['threads_basic'] : ['threads_basic', 'threads_read_replies'],
  params: ['fields'],
  run: ({ world, params, ask, account }) => json(fieldReader(postFields(world, ask, account.id), params.get('fields'), 'id')(post)),
});

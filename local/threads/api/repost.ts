/** POST /v1.0/{media-id}/repost: shows a post in the own profile again. doc [pub-ref] */
import { contentSchema } from '../content.ts';
import { json } from '../reply.ts';
import type { Post } from '../state.ts';
import { nextId } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { needPost, readQuote } from './relations.ts';

/** A repost has no content of its own. */
const nothing = contentSchema.parse({
  mediaType: 'REPOST_FACADE',
  text: '',
  topicTag: null,
  linkAttachmentUrl: null,
  replyControl: null,
  replyToId: null,
});

/** Uses no quota and may be repeated; assumed, as no source says so. */
export const repostCall: DataCall = {
  name: 'repost',
  scopes: ['threads_basic', 'threads_content_publish'],
  params: [],
  run(input) {
    const { world, account, id } = input;
    readQuote(world, input, id);
    const now = world.clock.now();
    const post: Post = {
      ...nothing,
      id: nextId(world),
      accountId: account.id,
      containerId: '',
      parentId: null,
      childIds: [],
      repostedPostId: needPost(world, id).id,
      publishedAt: now,
      listedAt: now,
      replyableFrom: now,
      removedAt: null,
    };
    world.posts.set(post.id, post);
    return json({ id: post.id });
  },
};

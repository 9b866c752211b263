/** The data API: which path is which call, and which paths exist at Threads but not here. */

import type { Route, RouteInput } from '../router.ts';
import type { Post } from '../state.ts';
import { isVisible, rootOf, type World } from '../world.ts';
import { statusCall } from './container.ts';
import { createCall } from './create.ts';
import { type DataCall, ownCall, runDataCall } from './data-call.ts';
import { deleteCall } from './delete.ts';
import { GraphError } from './errors.ts';
import { answersCall, listCall, listGhostsCall, listRepliesCall } from './list.ts';
import { readCall } from './post.ts';
import { profileCall } from './profile.ts';
import { publishCall } from './publish.ts';
import { quotaCall } from './quota.ts';
import { repostCall } from './repost.ts';
import type { Session } from './session.ts';

/** An own post that still exists. @throws {GraphError} `objectMissing` */
function ownPost(world: World, { account }: Session, id: string): Post {
  const post = world.posts.get(id);
  if (post?.accountId !== account.id || !isVisible(world, post)) throw new GraphError('objectMissing', id);
  return post;
}

/** What an id stands for, in the eyes of this person; someone else's object does not exist, unless it answers an own post. */
const nodeCall =
  (world: World) =>
  (session: Session, id: string): DataCall => {
    const { account } = session;
    if (id === account.id) return profileCall;
    const container = world.containers.get(id);
    if (container?.accountId === account.id) return statusCall(container);
    const post = world.posts.get(id);
    const isAnswer = post && post.accountId !== account.id && isVisible(world, post) && rootOf(world, post).accountId === account.id;
    return isAnswer ? readCall(post, false) : readCall(ownPost(world, session, id));
  };

/** Own replies under `/me`, the answers to a post under its id. */
const repliesCall =
  (world: World, depth: 'direct' | 'all') =>
  (session: Session, id: string): DataCall => {
    if (id === session.account.id && depth === 'direct') return listRepliesCall;
    ownPost(world, session, id);
    return answersCall(depth);
  };

/** Containers cannot be deleted, nor a single item of a carousel. assumed */
const deletionCall =
  (world: World) =>
  (session: Session, id: string): DataCall => {
    const post = ownPost(world, session, id);
    if (post.parentId !== null) throw new GraphError('objectMissing', id);
    return deleteCall(post);
  };

const own = (call: DataCall) => (input: RouteInput) => runDataCall(input, ownCall(call));

/** Fact sheet section 8. */
const notModelled: [method: Route['method'], path: string][] = [
  ['GET', '/v1.0/keyword_search'],
  ['GET', '/v1.0/profile_lookup'],
  ['GET', '/v1.0/profile_posts'],
  ['GET', '/v1.0/location_search'],
  ['GET', '/v1.0/oembed'],
  ['POST', '/v1.0/:id/manage_reply'],
  ['POST', '/v1.0/:id/manage_pending_reply'],
  ['GET', '/v1.0/:id/pending_replies'],
  ['GET', '/v1.0/:id/mentions'],
  ['GET', '/v1.0/:id/insights'],
  ['GET', '/v1.0/:id/threads_insights'],
];

export const apiRoutes: Route[] = [
  ...notModelled.map(
    ([method, path]): Route => ({
      method,
      path,
      run: () => {
        throw new GraphError('notModelled', `${method} ${path}`);
      },
    }),
  ),
  { method: 'GET', path: '/v1.0/:id', run: (input) => runDataCall(input, nodeCall(input.world)) },
  { method: 'DELETE', path: '/v1.0/:id', run: (input) => runDataCall(input, deletionCall(input.world)) },
  { method: 'POST', path: '/v1.0/:id/threads', run: own(createCall) },
  { method: 'POST', path: '/v1.0/:id/threads_publish', run: own(publishCall) },
  { method: 'POST', path: '/v1.0/:id/repost', run: (input) => runDataCall(input, () => repostCall) },
  { method: 'GET', path: '/v1.0/:id/threads', run: own(listCall) },
  { method: 'GET', path: '/v1.0/:id/ghost_posts', run: own(listGhostsCall) },
  { method: 'GET', path: '/v1.0/:id/replies', run: (input) => runDataCall(input, repliesCall(input.world, 'direct')) },
  { method: 'GET', path: '/v1.0/:id/conversation', run: (input) => runDataCall(input, repliesCall(input.world, 'all')) },
  { method: 'GET', path: '/v1.0/:id/threads_publishing_limit', run: own(quotaCall) },
];

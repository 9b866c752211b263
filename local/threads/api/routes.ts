/** The data API: which path is which call, and which paths exist at Threads but not here yet. */
import type { Route, RouteInput } from '../router.ts';
import { isVisible, type World } from '../world.ts';
import { statusCall } from './container.ts';
import { createCall } from './create.ts';
import { type DataCall, ownCall, runDataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { listCall, listRepliesCall } from './list.ts';
import { readCall } from './post.ts';
import { profileCall } from './profile.ts';
import { publishCall } from './publish.ts';
import { quotaCall } from './quota.ts';
import type { Session } from './session.ts';

/** What an id stands for, in the eyes of this person; someone else's object does not exist. */
const nodeCall =
  (world: World) =>
  ({ account }: Session, id: string): DataCall => {
    if (id === account.id) return profileCall;
    const container = world.containers.get(id);
    if (container?.accountId === account.id) return statusCall(container);
    const post = world.posts.get(id);
    if (post?.accountId === account.id && isVisible(world, post)) return readCall(post);
    throw new GraphError('objectMissing', id);
  };

/** Own replies are modelled, the replies below a post are not. */
const repliesCall =
  (world: World) =>
  (session: Session, id: string): DataCall => {
    if (world.posts.has(id)) throw new GraphError('notModelled', 'GET /{media-id}/replies');
    return ownCall(listRepliesCall)(session, id);
  };

const own = (call: DataCall) => (input: RouteInput) => runDataCall(input, ownCall(call));

/** Fact sheet sections 2.5, 2.6, 7 and 8. */
const notModelled: [method: Route['method'], path: string][] = [
  ['GET', '/oauth/access_token'],
  ['GET', '/v1.0/debug_token'],
  ['GET', '/v1.0/keyword_search'],
  ['GET', '/v1.0/profile_lookup'],
  ['GET', '/v1.0/profile_posts'],
  ['GET', '/v1.0/location_search'],
  ['GET', '/v1.0/oembed'],
  ['DELETE', '/v1.0/:id'],
  ['POST', '/v1.0/:id/repost'],
  ['POST', '/v1.0/:id/manage_reply'],
  ['POST', '/v1.0/:id/manage_pending_reply'],
  ['GET', '/v1.0/:id/conversation'],
  ['GET', '/v1.0/:id/pending_replies'],
  ['GET', '/v1.0/:id/mentions'],
  ['GET', '/v1.0/:id/ghost_posts'],
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
  { method: 'POST', path: '/v1.0/:id/threads', run: own(createCall) },
  { method: 'POST', path: '/v1.0/:id/threads_publish', run: own(publishCall) },
  { method: 'GET', path: '/v1.0/:id/threads', run: own(listCall) },
  { method: 'GET', path: '/v1.0/:id/replies', run: (input) => runDataCall(input, repliesCall(input.world)) },
  { method: 'GET', path: '/v1.0/:id/threads_publishing_limit', run: own(quotaCall) },
];

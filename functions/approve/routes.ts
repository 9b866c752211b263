/** POST /v1/posts/{post_id}/approve */
import { approvePost } from '../../lib/app/approve-post.ts';
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { approveInput } from '../../lib/core/api.ts';
import type { duties } from '../duties.ts';
import { type ApiDeps, type Route, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { postView } from '../views.ts';

export type ApproveDeps = ApiDeps &
  Pick<Deps, 'recentTexts' | 'posts' | 'media' | 'mediaOrigin' | 'publications' | 'approvals' | 'connections' | 'events' | 'commit'> &
  Sends<'publish'>;

const approveRoute = sessionRoute<ApproveDeps, typeof approveInput>({
  status: 200,
  body: approveInput,
  run: async (deps, { caller, params, body }) => {
    const postId = readId(params, 'post_id', 'post', 'post');
    const input = { caller, postId, expectedHash: body.expected_hash, isRepeatMeant: body.repeat === true };
    const { approval, post, publications } = await approvePost(deps, input);
    return { body: postView(post, publications, [approval], deps), headers: { etag: `"${post.rev}"` } };
  },
});

export const approveRoutes = { 'POST /v1/posts/{post_id}/approve': approveRoute } satisfies Record<
  (typeof duties.approve.routes)[number],
  Route<ApproveDeps>
>;

/** All routes of `publish`, by the keys of the duty table. */
import * as z from 'zod/mini';
import type { Deps } from '../../lib/app/deps.ts';
import { resolvePublication } from '../../lib/app/resolve-publication.ts';
import { validatePost } from '../../lib/app/validate-post.ts';
import { cancelPost, createPost, editPost, type PostDraft, removePost } from '../../lib/app/write-post.ts';
import { type PostInput, type PostPatch, postInput, postPatch, resolveInput } from '../../lib/core/api.ts';
import type { Approval } from '../../lib/core/approval.ts';
import { AppError, notFound } from '../../lib/core/errors.ts';
import { idSchema } from '../../lib/core/ids.ts';
import { optionsOf, partDraft, scheduleDraft } from '../../lib/core/part-api.ts';
import type { Post } from '../../lib/core/post.ts';
import type { Publication } from '../../lib/core/publication.ts';
import type { duties } from '../duties.ts';
import { type ApiDeps, noBody, type Reply, type Route, sessionRoute } from '../middleware/http.ts';
import { readId } from '../middleware/request.ts';
import { listView, postView } from '../views.ts';
import { type MediaDeps, mediaRoutes } from './media.ts';
import { type SandboxDeps, sandboxRoutes } from './sandbox.ts';

export type PublishDeps = ApiDeps &
  MediaDeps &
  SandboxDeps &
  Pick<Deps, 'posts' | 'publications' | 'approvals' | 'connections' | 'events' | 'commit'>;

const defaultPage = 20;
const maxPage = 100;
const pageSchema = z.object({
  limit: z.optional(z.string().check(z.regex(/^(?:[1-9]\d?|100)$/, `1 to ${maxPage}`))),
  after: z.optional(idSchema('post')),
});
const ifMatchSchema = z.string().check(z.regex(/^"\d{1,9}"$/));

const replyWith = (deps: PublishDeps, post: Post, publications: readonly Publication[], approvals: readonly Approval[]): Reply => ({
  body: postView(post, publications, approvals, deps),
  headers: { etag: `"${post.rev}"` },
});

async function reply(deps: PublishDeps, post: Post): Promise<Reply> {
  const [publications, approvals] = await Promise.all([
    deps.publications.ofPost(post.userId, post.id),
    deps.approvals.ofPost(post.userId, post.id),
  ]);
  return replyWith(deps, post, publications, approvals);
}

/** The revision that the caller saw. @throws {AppError} `invalid` `if_match_required` (428). */
function readIfMatch(value: string | undefined): number {
  const parsed = z.safeParse(ifMatchSchema, value);
  if (parsed.success) return Number(parsed.data.slice(1, -1));
  throw new AppError('invalid', 'if_match_required', 'Say which version you change.', {
    status: 428,
    remediation: 'Send the ETag of the post as If-Match.',
  });
}

const postIdOf = (params: Readonly<Record<string, string>>): string => readId(params, 'post_id', 'post', 'post');

const postDraft = ({ replies = [], schedule, if_unclear, targets, ...first }: PostInput): PostDraft => ({
  ...partDraft(first),
  replies: replies.map(partDraft),
  schedule: schedule && scheduleDraft(schedule),
  ifUnclear: if_unclear,
  targets,
});

/** Only what the body names. */
const postChange = ({ text, media, options, replies, schedule, if_unclear, targets }: PostPatch): Partial<PostDraft> => ({
  ...(text === undefined ? {} : { text }),
  ...(media === undefined ? {} : { media: partDraft({ text: '', media }).media }),
  ...(options === undefined ? {} : { options: optionsOf(options) }),
  ...(replies === undefined ? {} : { replies: replies.map(partDraft) }),
  ...(schedule === undefined ? {} : { schedule: schedule && scheduleDraft(schedule) }),
  ...(if_unclear === undefined ? {} : { ifUnclear: if_unclear }),
  ...(targets === undefined ? {} : { targets }),
});

const createRoute = sessionRoute<PublishDeps, typeof postInput>({
  status: 201,
  body: postInput,
  run: async (deps, { caller, body }) => replyWith(deps, await createPost(deps, { userId: caller.user.id, ...postDraft(body) }), [], []),
});

const listRoute = sessionRoute<PublishDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, query }) => {
    const page = z.safeParse(pageSchema, query);
    if (!page.success)
      throw new AppError('invalid', 'invalid_request', 'limit or after cannot be used.', {
        remediation: 'limit is 1 to 100, after a next_cursor.',
      });
    const { limit = String(defaultPage), after } = page.data;
    const { posts, next } = await deps.posts.page(caller.user.id, Number(limit), after);
    const views = await Promise.all(posts.map(async (post) => (await reply(deps, post)).body));
    return { body: listView(views, next) };
  },
});

const getRoute = sessionRoute<PublishDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => {
    const post = await deps.posts.get(caller.user.id, postIdOf(params));
    if (!post) throw notFound('post');
    return reply(deps, post);
  },
});

const editRoute = sessionRoute<PublishDeps, typeof postPatch>({
  status: 200,
  body: postPatch,
  run: async (deps, { caller, params, headers, body }) => {
    const rev = readIfMatch(headers['if-match']);
    return reply(deps, await editPost(deps, { userId: caller.user.id, postId: postIdOf(params), rev, change: postChange(body) }));
  },
});

const removeRoute = sessionRoute<PublishDeps, typeof noBody>({
  status: 204,
  body: noBody,
  run: async (deps, { caller, params }) => {
    await removePost(deps, { userId: caller.user.id, postId: postIdOf(params) });
    return {};
  },
});

const cancelRoute = sessionRoute<PublishDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params }) => reply(deps, await cancelPost(deps, { userId: caller.user.id, postId: postIdOf(params) })),
});

const resolveRoute = sessionRoute<PublishDeps, typeof resolveInput>({
  status: 200,
  body: resolveInput,
  run: async (deps, { caller, params, body }) => {
    const postId = postIdOf(params);
    const connectionId = readId(params, 'connection_id', 'con', 'publication');
    await resolvePublication(deps, { userId: caller.user.id, postId, connectionId, outcome: body.outcome });
    const post = await deps.posts.get(caller.user.id, postId);
    if (!post) throw notFound('post');
    return reply(deps, post);
  },
});

const validateRoute = sessionRoute<PublishDeps, typeof postInput>({
  status: 200,
  body: postInput,
  run: async (deps, { caller, body }) => {
    const { errors, warnings } = await validatePost(deps, { userId: caller.user.id, ...postDraft(body) });
    return { body: { object: 'validation', valid: errors.length === 0, errors, warnings } };
  },
});

export const publishRoutes = {
  'POST /v1/posts': createRoute,
  'GET /v1/posts': listRoute,
  'GET /v1/posts/{post_id}': getRoute,
  'PATCH /v1/posts/{post_id}': editRoute,
  'DELETE /v1/posts/{post_id}': removeRoute,
  'POST /v1/posts/{post_id}/cancel': cancelRoute,
  'POST /v1/posts/{post_id}/publications/{connection_id}/resolve': resolveRoute,
  'POST /v1/posts/validate': validateRoute,
  ...mediaRoutes,
  ...sandboxRoutes,
} satisfies Record<(typeof duties.publish.routes)[number], Route<PublishDeps>>;

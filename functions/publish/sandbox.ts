/** GET /v1/sandbox/{sandbox_id}/posts: what the pretend platform shows, to its owner alone. */
import * as z from 'zod/mini';
import type { Deps } from '../../lib/app/deps.ts';
import { AppError, notFound } from '../../lib/core/errors.ts';
import { partView } from '../../lib/core/part-api.ts';
import type { SandboxPost, SandboxThread } from '../../lib/core/sandbox.ts';
import type { SandboxPostView, SandboxThreadView } from '../../lib/core/sandbox-api.ts';
import { type ApiDeps, noBody, type Route, sessionRoute } from '../middleware/http.ts';
import { listView } from '../views.ts';

export type SandboxDeps = ApiDeps & Pick<Deps, 'connections' | 'sandbox' | 'mediaOrigin'>;

const pageSchema = z.object({
  limit: z._default(z.string().check(z.regex(/^(?:[1-9]|[1-4]\d|50)$/)), '20'),
  after: z.optional(z.string().check(z.regex(/^\d{19}$/))),
});

function readPage(query: Readonly<Record<string, string>>): { limit: number; after?: string } {
  const page = z.safeParse(pageSchema, query);
  if (!page.success)
    throw new AppError('invalid', 'invalid_request', 'limit or after cannot be used.', {
      remediation: 'limit is 1 to 50, after a next_cursor.',
    });
  const { limit, after } = page.data;
  return { limit: Number(limit), ...(after === undefined ? {} : { after }) };
}

function postView(post: SandboxPost, mediaOrigin: string): SandboxPostView {
  const { media, ...part } = partView(post, mediaOrigin);
  return {
    object: 'sandbox_post',
    id: post.id,
    ...part,
    media: media.map(({ kind, url, alt }) => ({ kind, url, alt, is_hosted: url.startsWith(`${mediaOrigin}/`) })),
    reply_to: post.replyTo ?? null,
    published_at: post.publishedAt,
  };
}

const threadView = ({ post, replies }: SandboxThread, mediaOrigin: string): SandboxThreadView => ({
  ...postView(post, mediaOrigin),
  replies: replies.map((reply) => postView(reply, mediaOrigin)),
});

/** By the id of the connection or, as in the address of a post, by that of its account at the sandbox. */
const listRoute = sessionRoute<SandboxDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { caller, params, query }) => {
    const { limit, after } = readPage(query);
    const mine = await deps.connections.list(caller.user.id);
    const wanted = params['sandbox_id'];
    const connection = mine.find(({ provider, id, remoteId }) => provider === 'sandbox' && (id === wanted || remoteId === wanted));
    if (!connection) throw notFound('sandbox');
    const { threads, next } = await deps.sandbox.threads(connection.remoteId, limit, after);
    const views = threads.map((thread) => threadView(thread, deps.mediaOrigin));
    return { body: listView(views, next) };
  },
});

export const sandboxRoutes = { 'GET /v1/sandbox/{sandbox_id}/posts': listRoute } satisfies Record<string, Route<SandboxDeps>>;

/** A small Postora for the console's tests: strict about what it is sent, answers in the real shapes, serves the built console under the real CSP. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import * as z from 'zod/mini';
import { problemOf } from '../../functions/middleware/problem.ts';
import { connectionView, listView, meView, postView, sessionView } from '../../functions/views.ts';
import { acceptInviteInput, approveInput, linkInput, postInput, postPatch, redeemInput } from '../../lib/core/api.ts';
import { AppError, notFound } from '../../lib/core/errors.ts';
import { type Post, requirePublishable } from '../../lib/core/post.ts';
import { isLocked } from '../../lib/core/post-status.ts';
import { requireProof, type Session } from '../../lib/core/session.ts';
import { type FakeWorld, fakeWorld } from './fake-world.ts';

const csp = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";
const sessionCookie = '__Host-postora-session';
const browserCookie = '__Host-postora-browser';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

type Answer = { status: number; body?: unknown; headers?: Record<string, string | string[]> };
type Asked = {
  method: string;
  path: string;
  params: string[];
  query: URLSearchParams;
  body: unknown;
  headers: IncomingMessage['headers'];
  session: Session;
  cookie: string;
  browser: string;
};
type Handler = (asked: Asked) => Answer;
/** What an interceptor may do instead of the route: answer, or hang up. */
export type Instead = Answer | 'hang up';

const expectBody = <T extends z.ZodMiniType>(schema: T, body: unknown): z.infer<T> => {
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.map((issue) => ({ pointer: `#/${issue.path.join('/')}`, code: issue.code, detail: issue.message }));
  throw new AppError('invalid', 'invalid_request', 'The request has fields that cannot be used.', { findings });
};
const ok = (body: unknown, headers: Record<string, string | string[]> = {}): Answer => ({ status: 200, body, headers });
const stale = (): AppError =>
  new AppError('conflict', 'version_conflict', 'This post was changed meanwhile.', { status: 412, remediation: 'Load it again.' });

function routesOf(world: FakeWorld, origin: () => string): readonly (readonly [string, RegExp, Handler])[] {
  const findPost = (id: string | undefined): Post => {
    const post = world.posts.get(id ?? '');
    if (!post) throw notFound('post');
    return post;
  };
  const view = (post: Post) =>
    postView(
      post,
      world.publicationsOf(post.id),
      world.approvals.filter((a) => a.postId === post.id),
      { mediaOrigin: 'https://media.example', now: () => new Date() },
    );
  const reply = (post: Post, status = 200): Answer => ({ status, body: view(post), headers: { etag: `"${post.rev}"` } });
  const id = '([a-z]+_[0-9A-Z]{26})';

  const auth: readonly (readonly [string, RegExp, Handler])[] = [
    [
      'POST',
      /^\/v1\/auth\/links$/,
      ({ body, browser }) => {
        const { address } = expectBody(linkInput, body);
        const mark = browser || world.secret();
        if (address === world.user.address) world.mailLink(mark);
        return {
          status: 202,
          body: { object: 'link_request' },
          headers: browser ? {} : { 'set-cookie': `${browserCookie}=${mark}; ${attributes}` },
        };
      },
    ],
    [
      'POST',
      /^\/v1\/auth\/links\/redeem$/,
      ({ body, browser, headers, cookie }) => {
        const { token } = expectBody(redeemInput, body);
        if (world.links.get(token)?.browser !== browser) {
          throw new AppError('invalid', 'link_not_valid', 'This link does not work here any more.', {
            remediation: 'Ask for a new link and open it in the same browser.',
          });
        }
        world.links.delete(token);
        world.sessions.delete(cookie);
        const opened = world.openSession(headers['user-agent'] ?? '');
        return ok(meView(world.user, world.sessions.get(opened)!, undefined), {
          'set-cookie': `${sessionCookie}=${opened}; ${attributes}`,
        });
      },
    ],
    [
      'POST',
      /^\/v1\/auth\/invites\/accept$/,
      ({ body, browser }) => {
        const { token } = expectBody(acceptInviteInput, body);
        if (!world.invites.delete(token))
          throw new AppError('invalid', 'invite_not_valid', 'This invitation was used already, or it is too old.', {
            remediation: 'Ask for a new one.',
          });
        const mark = browser || world.secret();
        world.mailLink(mark);
        return {
          status: 202,
          body: { object: 'link_request', address: 'l…@example.org' },
          headers: { 'set-cookie': `${browserCookie}=${mark}; ${attributes}` },
        };
      },
    ],
    [
      'POST',
      /^\/v1\/auth\/sign-out$/,
      ({ cookie }) => {
        world.sessions.delete(cookie);
        return { status: 204, headers: { 'set-cookie': `${sessionCookie}=; ${attributes}; Max-Age=0` } };
      },
    ],
    ['POST', /^\/v1\/auth\/keep-alive$/, ({ session }) => ok(meView(world.user, session, undefined))],
    ['GET', /^\/v1\/me$/, ({ session }) => ok(meView(world.user, session, undefined))],
    ['GET', /^\/v1\/sessions$/, ({ session }) => ok(listView([...world.sessions.values()].map((s) => sessionView(s, session.id))))],
    [
      'DELETE',
      new RegExp(`^/v1/sessions/${id}$`),
      ({ params: [wanted] }) => {
        const found = [...world.sessions].find(([, s]) => s.id === wanted);
        if (!found) throw notFound('session');
        world.sessions.delete(found[0]);
        return { status: 204 };
      },
    ],
  ];
  const connect: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/v1\/providers$/, () => ok(listView([{ object: 'provider', name: 'threads', label: 'Threads' }]))],
    [
      'GET',
      /^\/v1\/connections$/,
      () => ok(listView(world.connections.map((one) => connectionView(one, world.health.get(one.id) ?? {}, new Date())))),
    ],
    [
      'POST',
      /^\/v1\/connections\/threads\/authorize$/,
      ({ body, session }) => {
        expectBody(z.strictObject({}), body);
        requireProof(session, new Date());
        return ok({ object: 'authorization', authorize_url: `${origin()}/fake-threads/authorize` });
      },
    ],
    [
      'DELETE',
      new RegExp(`^/v1/connections/${id}$`),
      ({ params: [wanted], session }) => {
        requireProof(session, new Date());
        const at = world.connections.findIndex((c) => c.id === wanted);
        if (at < 0) throw notFound('connection');
        world.connections.splice(at, 1);
        return ok({ object: 'disconnection', canceled_publications: world.cancel((p) => p.connectionId === wanted) });
      },
    ],
  ];
  const posts: readonly (readonly [string, RegExp, Handler])[] = [
    [
      'POST',
      /^\/v1\/posts$/,
      ({ body }) => {
        const { text, targets } = expectBody(postInput, body);
        return reply(world.write(text, targets), 201);
      },
    ],
    [
      'GET',
      /^\/v1\/posts$/,
      ({ query }) => {
        const limit = Number(query.get('limit'));
        const sorted = [...world.posts.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
        const rest = sorted.filter((post) => post.id < (query.get('after') ?? 'z'));
        const page = rest.slice(0, limit);
        return ok(listView(page.map(view), rest.length > limit ? page.at(-1)?.id : undefined));
      },
    ],
    [
      'GET',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted] }) => {
        world.advance(wanted ?? '');
        return reply(findPost(wanted));
      },
    ],
    [
      'PATCH',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted], body, headers }) => {
        const post = findPost(wanted);
        const change = expectBody(postPatch, body);
        const ifMatch = headers['if-match'];
        if (ifMatch === undefined) throw new AppError('invalid', 'if_match_required', 'Say which version you change.', { status: 428 });
        if (isLocked(world.publicationsOf(post.id)))
          throw new AppError('conflict', 'post_locked', 'This post is published, or may be.', { remediation: 'Write a new post.' });
        if (ifMatch !== `"${post.rev}"`) throw stale();
        return reply(world.edit(post, change));
      },
    ],
    [
      'DELETE',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted] }) => {
        const post = findPost(wanted);
        if (world.publicationsOf(post.id).length > 0)
          throw new AppError('conflict', 'post_locked', 'This post was approved, so its record stays.');
        world.posts.delete(post.id);
        return { status: 204 };
      },
    ],
    [
      'POST',
      new RegExp(`^/v1/posts/${id}/cancel$`),
      ({ params: [wanted] }) => {
        const post = findPost(wanted);
        if (world.cancel((p) => p.postId === post.id) === 0)
          throw new AppError('conflict', 'already_publishing', 'There is nothing left that could be stopped.');
        return reply(post);
      },
    ],
    [
      'POST',
      new RegExp(`^/v1/posts/${id}/approve$`),
      ({ params: [wanted], body, session }) => {
        const { expected_hash } = expectBody(approveInput, body);
        requireProof(session, new Date());
        const post = findPost(wanted);
        if (post.hash !== expected_hash) throw new AppError('conflict', 'content_changed', 'The post is not the one that you looked at.');
        requirePublishable(post, () => undefined);
        if (!post.targets.every((target) => world.connections.some((c) => c.id === target))) {
          throw new AppError('conflict', 'connection_missing', 'A connection of this post is gone or may not publish.', {
            remediation: 'Connect it again or choose another.',
          });
        }
        world.approve(post);
        return reply(post);
      },
    ],
  ];
  return [...auth, ...connect, ...posts];
}

const cookiesOf = (header: string | undefined): Map<string, string> =>
  new Map((header ?? '').split('; ').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

const fakeThreads = `<!doctype html><html lang="en"><title>Pretend Threads</title><h1>Let Postora publish?</h1>
<p><a href="/oauth/threads/callback?code=yes">Allow</a> <a href="/oauth/threads/callback?error=access_denied">Not now</a></p></html>`;

export type FakeApi = {
  origin: string;
  world: FakeWorld;
  /** Every API call that arrived, oldest first: "POST /v1/posts". */
  calls: string[];
  /** The next matching call (or every one) is treated like this instead. Key: "POST /v1/auth/links", or a prefix of it. */
  instead: (call: string, what: Instead, times?: number) => void;
  /** All API answers come this much later. */
  delayMs: number;
  close: () => Promise<void>;
};

export async function startFakeApi(dist: string): Promise<FakeApi> {
  let origin = '';
  const world = fakeWorld(() => origin);
  const routes = routesOf(world, () => origin);
  const interceptors: { call: string; what: Instead; times: number }[] = [];

  async function answerApi(request: IncomingMessage, url: URL): Promise<Instead> {
    const call = `${request.method} ${url.pathname}`;
    api.calls.push(call);
    const body = await bodyOf(request);
    if (api.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, api.delayMs));
    const at = interceptors.findIndex((entry) => call.startsWith(entry.call) && entry.times > 0);
    const interceptor = interceptors[at];
    if (interceptor) {
      interceptor.times -= 1;
      return interceptor.what;
    }
    const { method = 'GET', headers } = request;
    const cookies = cookiesOf(headers.cookie);
    const cookie = cookies.get(sessionCookie) ?? '';
    try {
      if (method !== 'GET') {
        if (headers['sec-fetch-site'] !== 'same-origin') throw new AppError('forbidden', 'cross_site_refused', 'Not from our own pages.');
        if (headers['content-type'] !== 'application/json')
          throw new AppError('invalid', 'content_type_not_json', 'The body must be JSON.', { status: 415 });
      }
      for (const [verb, pattern, handler] of routes) {
        const match = method === verb ? pattern.exec(url.pathname) : null;
        if (!match) continue;
        const session = world.sessions.get(cookie);
        if (!session && !url.pathname.startsWith('/v1/auth/'))
          throw new AppError('unauthenticated', 'not_signed_in', 'Nobody is signed in.');
        const rest = { query: url.searchParams, body, headers, cookie, browser: cookies.get(browserCookie) ?? '' };
        return handler({ method, path: url.pathname, params: match.slice(1), session: session as Session, ...rest });
      }
      throw new AppError('not_found', 'route_not_found', 'There is no such route.');
    } catch (error) {
      const { problem, headers: extra } = problemOf(error, { instance: url.pathname, requestId: world.newId('req') });
      return { status: problem.status, body: problem, headers: { 'content-type': 'application/problem+json', ...extra } };
    }
  }

  function finish(response: ServerResponse, { status, body, headers = {} }: Answer): void {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, 'cache-control': 'no-store', ...headers });
    response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  }

  async function answerStatic(response: ServerResponse, path: string): Promise<void> {
    const file = extname(path) === '' ? 'index.html' : normalize(path).slice(1);
    const content = await readFile(join(dist, file)).catch(() => undefined);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const headers = {
      'content-type': type,
      'content-security-policy': csp,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    };
    response.writeHead(content === undefined ? 404 : 200, headers);
    response.end(content);
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname.startsWith('/v1/')) {
      const answer = await answerApi(request, url);
      if (answer === 'hang up') request.socket.destroy();
      else finish(response, answer);
      return;
    }
    if (url.pathname === '/fake-threads/authorize')
      return finish(response, { status: 200, body: fakeThreads, headers: { 'content-type': 'text/html' } });
    if (url.pathname === '/oauth/threads/callback') {
      const problem = url.searchParams.get('error');
      const location = problem === null ? `/connections?connected=${world.connect().id}` : `/connections?problem=${problem}`;
      return finish(response, { status: 303, headers: { location } });
    }
    await answerStatic(response, url.pathname);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  const api: FakeApi = {
    origin,
    world,
    calls: [],
    delayMs: 0,
    instead: (call, what, times = 1) => void interceptors.push({ call, what, times }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

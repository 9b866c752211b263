/** A small Postora for the console's tests: strict about what it is sent, answers in the real shapes, serves the built console under the real CSP. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import * as z from 'zod/mini';
import { problemOf } from '../../functions/middleware/problem.ts';
import { connectionView, listView, meView, sessionView } from '../../functions/views.ts';
import { singlePageCode } from '../../infra/constructs/edge-functions.ts';
import { acceptInviteInput, type DisconnectionView, linkInput, redeemInput } from '../../lib/core/api.ts';
import type { Connection } from '../../lib/core/connection.ts';
import { AppError, notFound } from '../../lib/core/errors.ts';
import { requireProof, type Session } from '../../lib/core/session.ts';
import { edgeFunction } from '../../local/edge-function.ts';
import { deletionPage, deletionRoutes } from './fake-deletions.ts';
import { exportRoutes, type FakeExports, fakeExports } from './fake-exports.ts';
import { type FakeFiles, fakeFiles } from './fake-files.ts';
import { postRoutes } from './fake-posts.ts';
import { type Answer, expectBody, type FakeRoute, idPattern as id, ok } from './fake-route.ts';
import { type FakeWorld, fakeWorld } from './fake-world.ts';

/** CloudFront's own function says which file an address is. */
const edge = edgeFunction(singlePageCode);
function uriAtEdge(path: string): string {
  const result = edge({ method: 'GET', path, query: '', headers: {}, body: Buffer.alloc(0), sourceIp: '127.0.0.1' }, '127.0.0.1');
  return result.kind === 'request' ? result.request.path : path;
}

const sessionCookie = '__Host-postora-session';
const browserCookie = '__Host-postora-browser';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What an interceptor may do instead of the route: answer, or hang up. */
export type Instead = Answer | 'hang up';

function routesOf(world: FakeWorld, origin: () => string): FakeRoute[] {
  const auth: FakeRoute[] = [
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
        return ok(meView(world.user, world.sessions.get(opened)!, world.stop), {
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
    ['POST', /^\/v1\/auth\/keep-alive$/, ({ session }) => ok(meView(world.user, session, world.stop))],
    ['GET', /^\/v1\/me$/, ({ session }) => ok(meView(world.user, session, world.stop))],
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
  const connect: FakeRoute[] = [
    ['GET', /^\/v1\/providers$/, () => ok(listView(world.providers.map(({ name, label }) => ({ object: 'provider', name, label }))))],
    [
      'GET',
      /^\/v1\/connections$/,
      () => {
        world.finishLeaving();
        return ok(listView(world.connections.map((one) => connectionView(one, world.health.get(one.id) ?? {}, new Date()))));
      },
    ],
    [
      'POST',
      /^\/v1\/connections\/([a-z]+)\/authorize$/,
      ({ params: [provider], body, session }) => {
        expectBody(z.strictObject({}), body);
        requireProof(session, new Date());
        if (!world.providers.some(({ name }) => name === provider)) throw notFound('provider');
        // The sandbox needs no consent page: its address leads straight back.
        const path = provider === 'threads' ? '/fake-threads/authorize' : `/oauth/${provider}/callback?code=yes`;
        return ok({ object: 'authorization', authorize_url: `${origin()}${path}` });
      },
    ],
    [
      'DELETE',
      new RegExp(`^/v1/connections/${id}$`),
      ({ params: [wanted], session }) => {
        requireProof(session, new Date());
        const { state, endsAt } = world.leave(wanted ?? '');
        const canceled = world.cancel((p) => p.connectionId === wanted, 'disconnected');
        const body: DisconnectionView = {
          object: 'disconnection',
          connection_id: wanted ?? '',
          state,
          ends_at: endsAt ?? null,
          canceled_publications: canceled,
        };
        return { status: state === 'done' ? 200 : 202, body };
      },
    ],
  ];
  return [...auth, ...connect];
}

const cookiesOf = (header: string | undefined): Map<string, string> =>
  new Map((header ?? '').split('; ').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

const sandboxProfile: Partial<Connection> = { provider: 'sandbox', username: 'sandbox', name: 'Sandbox', scopes: ['sandbox_publish'] };
const fakeThreads = `<!doctype html><html lang="en"><title>Pretend Threads</title><h1>Let Postora publish?</h1>
<p><a href="/oauth/threads/callback?code=yes">Allow</a> <a href="/oauth/threads/callback?error=access_denied">Not now</a></p></html>`;

export type FakeApi = {
  origin: string;
  world: FakeWorld;
  files: FakeFiles;
  exports: FakeExports;
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
  /** Another origin than the console's, as the real ones are. */
  const filesOrigin = () => origin.replace('localhost', '127.0.0.1');
  const files = fakeFiles(world, () => origin);
  const exports = fakeExports();
  const routes = [
    ...routesOf(world, () => origin),
    ...postRoutes(world, filesOrigin),
    ...exportRoutes(world, exports, () => origin),
    ...deletionRoutes(world),
  ];
  const csp = () =>
    [
      "default-src 'self'",
      `connect-src 'self' ${filesOrigin()}`,
      `img-src 'self' blob: ${filesOrigin()}`,
      `media-src 'self' blob: ${filesOrigin()}`,
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ].join('; ');
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
        if (!session && !url.pathname.startsWith('/v1/auth/') && url.pathname !== '/v1/deletions/confirm')
          throw new AppError('unauthenticated', 'not_signed_in', 'Nobody is signed in.');
        const rest = { query: url.searchParams, body, headers, cookie, browser: cookies.get(browserCookie) ?? '' };
        return await handler({ method, path: url.pathname, params: match.slice(1), session: session as Session, ...rest });
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
    const file = normalize(uriAtEdge(path)).slice(1);
    const content = await readFile(join(dist, file)).catch(() => undefined);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const headers = {
      'content-type': type,
      'content-security-policy': csp(),
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
    const [, provider] = /^\/oauth\/([a-z]+)\/callback$/.exec(url.pathname) ?? [];
    if (provider !== undefined) {
      const problem = url.searchParams.get('error');
      const profile = provider === 'sandbox' ? sandboxProfile : {};
      const location = problem === null ? `/connections?connected=${world.connect(profile).id}` : `/connections?problem=${problem}`;
      return finish(response, { status: 303, headers: { location } });
    }
    if (url.pathname === '/fake-export.zip')
      return finish(response, {
        status: 200,
        body: 'zip',
        headers: { 'content-disposition': 'attachment; filename="postora-export.zip"' },
      });
    const page = deletionPage(world, url.pathname);
    if (page) return finish(response, page);
    if (await files.answer(request, response, url.pathname)) return;
    await answerStatic(response, url.pathname);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  const api: FakeApi = {
    origin,
    world,
    files,
    exports,
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

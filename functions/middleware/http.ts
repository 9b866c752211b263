/** The one way into every API function: front door, caller, body, errors as problems (RFC 9457), one log line. */
import { timingSafeEqual } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { authenticate, type Caller } from '../../lib/app/authenticate.ts';
import type { Deps } from '../../lib/app/deps.ts';
import { limitCalls } from '../../lib/app/limit-calls.ts';
import type { CallTallies } from '../../lib/core/call-limit.ts';
import { AppError, Unexpected } from '../../lib/core/errors.ts';
import { newId } from '../../lib/core/ids.ts';
import { hashSecret } from '../../lib/core/secret.ts';
import { notSignedIn } from '../../lib/core/session.ts';
import { describeError, type Log } from '../../lib/log.ts';
import { problemOf } from './problem.ts';
import { readBody, readBrowserHash, readClientIp, readCookies, readFormField, requireSameOrigin, sessionCookie } from './request.ts';

export type ApiDeps = Pick<Deps, 'now' | 'randomBytes' | 'publicOrigin' | 'users' | 'sessions' | 'rates'> & {
  /** Secrets that CloudFront may send; anything else is a direct call. */
  originSecrets: () => Promise<string[]>;
  log: Log;
};

/** What a route knows of its request. */
export type Context = {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string | undefined>>;
  cookies: ReadonlyMap<string, string>;
  browserHash: string | undefined;
  clientIp: string;
  routeKey: string;
  method: string;
  path: string;
};
/** `body` is sent as JSON, `html` as a page. */
export type Reply = { status?: number; body?: unknown; html?: string; headers?: Record<string, string>; cookies?: string[] };

type Reading = {
  bodyOf: <B extends z.ZodMiniType>(schema: B) => z.infer<B>;
  /** One field of a form; undefined if it is not there exactly once. */
  formField: (name: string, maxBytes: number) => string | undefined;
};
type Runner<D, C> = (deps: D, context: Context & Reading & { caller: C }) => Promise<Reply>;
export type Route<D> = { status: number; body: z.ZodMiniType } & (
  | { access: 'public'; run: Runner<D, Caller | undefined> }
  | { access: 'session'; run: Runner<D, Caller> }
  | { access: 'signed'; run: Runner<D, undefined> }
);
type RouteInput<D, B extends z.ZodMiniType, C> = {
  /** Status of a success, unless the route's own reply says otherwise. */
  status: number;
  body: B;
  run: (deps: D, context: Context & { caller: C; body: z.infer<B> }) => Promise<Reply>;
};

/** For routes that take no body; one that is sent all the same is not read. */
export const noBody = z.undefined();

/** A route that anybody may call; `caller` is known if signed in. */
export const publicRoute = <D, B extends z.ZodMiniType>(route: RouteInput<D, B, Caller | undefined>): Route<D> => ({
  status: route.status,
  body: route.body,
  access: 'public',
  run: (deps, context) => route.run(deps, { ...context, body: context.bodyOf(route.body) }),
});

/** A route for signed-in people. */
export const sessionRoute = <D, B extends z.ZodMiniType>(route: RouteInput<D, B, Caller>): Route<D> => ({
  status: route.status,
  body: route.body,
  access: 'session',
  run: (deps, context) => route.run(deps, { ...context, body: context.bodyOf(route.body) }),
});

/**
 * A route for a platform's servers, which prove who they are by signing the one form field that is read. They are no page of ours and have
 * no session, so neither is looked at.
 */
export const signedRoute = <D>(route: {
  status: number;
  field: string;
  maxBytes: number;
  run: (deps: D, signed: string | undefined) => Promise<Reply>;
}): Route<D> => ({
  status: route.status,
  body: noBody,
  access: 'signed',
  run: (deps, { formField }) => route.run(deps, formField(route.field, route.maxBytes)),
});

const isEqual = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));

async function requireFrontDoor(deps: ApiDeps, event: APIGatewayProxyEventV2): Promise<void> {
  const given = event.headers['x-postora-origin'] ?? '';
  if ((await deps.originSecrets()).some((secret) => isEqual(secret, given))) return;
  throw new AppError('forbidden', 'direct_call_refused', 'The API answers only at its public address.', {
    remediation: `Use ${deps.publicOrigin}.`,
  });
}

const contextOf = (event: APIGatewayProxyEventV2, cookies: ReadonlyMap<string, string>): Context & Reading => ({
  params: stringsOf(event.pathParameters),
  query: stringsOf(event.queryStringParameters),
  headers: event.headers,
  cookies,
  browserHash: readBrowserHash(cookies),
  clientIp: readClientIp(event),
  routeKey: event.routeKey,
  method: event.requestContext.http.method,
  path: event.requestContext.http.path,
  formField: (name, maxBytes) => readFormField(event, name, maxBytes),
  bodyOf: (schema) => (Object.is(schema, noBody) ? z.parse(schema, undefined) : readBody(event, schema)),
});

async function answer<D extends ApiDeps>(
  deps: D,
  routes: Readonly<Record<string, Route<D>>>,
  event: APIGatewayProxyEventV2,
  tallies: CallTallies,
) {
  await requireFrontDoor(deps, event);
  const route = routes[event.routeKey];
  if (!route) throw new Unexpected(`no route for ${event.routeKey}`);
  if (route.access === 'signed') {
    const context = contextOf(event, new Map());
    return { reply: { status: route.status, ...(await route.run(deps, { ...context, caller: undefined })) }, userId: undefined };
  }
  requireSameOrigin(event, deps.publicOrigin);
  const cookies = readCookies(event);
  const caller = await authenticate(deps, cookies.get(sessionCookie));
  // Who comes back from a consent page is no caller of the API, and must always find a way on.
  if (caller && !event.rawPath.startsWith('/oauth/')) await limitCalls(deps, tallies, caller.session);
  const context = contextOf(event, cookies);
  if (route.access === 'public')
    return { reply: { status: route.status, ...(await route.run(deps, { ...context, caller })) }, userId: caller?.user.id };
  if (!caller) throw notSignedIn();
  return { reply: { status: route.status, ...(await route.run(deps, { ...context, caller })) }, userId: caller.user.id };
}

const stringsOf = (record: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(record ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** A UUID, or shorter than any secret: it will stand in logs. */
const givenRequestId = /^(?:[A-Za-z0-9_-]{8,24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** What is no id of ours and no word of a path, perhaps a secret that went astray, is not repeated. */
const instanceOf = (path: string): string => path.replace(/[^/]+/g, (step) => (/^[\w.-]{1,31}$/.test(step) ? step : '…'));

const baseHeaders = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };

function contentOf({ body, html }: Reply): { type?: string; text?: string } {
  if (html !== undefined) return { type: 'text/html; charset=utf-8', text: html };
  return body === undefined ? {} : { type: 'application/json', text: JSON.stringify(body) };
}

function toResult(reply: Reply & { status: number }, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { type: contentType, text } = contentOf(reply);
  const type = contentType === undefined ? {} : { 'content-type': contentType };
  return {
    statusCode: reply.status,
    headers: { ...baseHeaders, 'x-request-id': requestId, ...type, ...reply.headers },
    ...(reply.cookies ? { cookies: reply.cookies } : {}),
    ...(text === undefined ? {} : { body: text }),
  };
}

function toProblem(error: unknown, event: APIGatewayProxyEventV2, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { problem, headers } = problemOf(error, { instance: instanceOf(event.rawPath), requestId });
  return {
    statusCode: problem.status,
    headers: { ...baseHeaders, 'content-type': 'application/problem+json', 'x-request-id': requestId, ...headers },
    body: JSON.stringify(problem),
  };
}

/** One Lambda handler for all routes of a duty. */
export function httpHandler<D extends ApiDeps>(deps: D, routes: Readonly<Record<string, Route<D>>>) {
  const startedAt = new WeakMap<object, number>();
  const requestIds = new WeakMap<object, string>();
  const tallies: CallTallies = new Map();
  const idOf = (event: APIGatewayProxyEventV2): string => requestIds.get(event) ?? 'req_unknown';
  const logLine = (event: APIGatewayProxyEventV2, status: number | undefined, fields: Parameters<Log>[2]): void => {
    const level = (status ?? 500) >= 500 ? 'error' : 'info';
    const ms = Math.round(performance.now() - (startedAt.get(event) ?? performance.now()));
    deps.log(level, 'request', { request_id: idOf(event), route: event.routeKey, status, ms, ...fields });
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use({
      before: ({ event }) => {
        const given = event.headers['x-request-id'] ?? '';
        startedAt.set(event, performance.now());
        requestIds.set(event, givenRequestId.test(given) ? given : newId('req', deps));
      },
      onError: (request) => {
        request.response = toProblem(request.error, request.event, idOf(request.event));
        logLine(request.event, request.response.statusCode, describeError(request.error));
      },
    })
    .handler(async (event) => {
      const { reply, userId } = await answer(deps, routes, event, tallies);
      logLine(event, reply.status, { user_id: userId });
      return toResult(reply, idOf(event));
    });
}

/** The HTTP side: request in, reply out, nothing decided here. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorAnswer, GraphError } from './api/errors.ts';
import { isOnHost } from './hosts.ts';
import { newTraceId } from './ids.ts';
import { json, type Reply } from './reply.ts';
import { readRequest, type SimRequest } from './request.ts';
import { findRoute, type Route } from './router.ts';
import type { World } from './world.ts';

/** The optional `x-app-usage` header of data calls. seen [mcp] */
function withUsage({ settings }: World, { path }: SimRequest, reply: Reply): Reply {
  const { appUsagePercent: percent } = settings;
  if (reply.kind !== 'answer' || percent === 0 || !path.startsWith('/v1.0/')) return reply;
  const usage = { call_count: percent, total_cputime: percent, total_time: percent };
  return { ...reply, headers: { ...reply.headers, 'x-app-usage': JSON.stringify(usage) } };
}

async function answerTo(world: World, routes: readonly Route[], incoming: IncomingMessage): Promise<Reply> {
  try {
    const request = await readRequest(incoming, world.publicUrl);
    if (!isOnHost(request.host, request.path)) throw new GraphError('unknownPath', request.path);
    const { route, path } = findRoute(routes, request);
    if (request.isForeign && request.method !== 'GET') return json({ error: 'refused: sent by a page of another origin' }, 403);
    const reply = await route.run({ world, request, path });
    if (route.changes ?? route.method !== 'GET') world.save();
    return withUsage(world, request, reply);
  } catch (error) {
    if (error instanceof GraphError) return errorAnswer(error, { method: incoming.method ?? 'GET' });
    throw error;
  }
}

function send(reply: Reply, outgoing: ServerResponse): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'drop') {
    outgoing.destroy();
    return;
  }
  // The rest of a refused body is not read, so this connection cannot carry another request.
  const close = reply.status === 413 ? { connection: 'close' } : {};
  outgoing.writeHead(reply.status, { 'x-fb-request-id': newTraceId(), ...reply.headers, ...close });
  outgoing.end(reply.body);
}

/** Told of each call that is left open without an answer, and by what headers it came. */
export type OnHang = (headers: IncomingHttpHeaders) => void;

export function simulatorServer(world: World, routes: readonly Route[], onHang?: OnHang): Server {
  const server = createServer((incoming, outgoing) => {
    answerTo(world, routes, incoming).then(
      (reply) => {
        send(reply, outgoing);
        if (reply.kind === 'hang') onHang?.(incoming.headers);
      },
      (error: unknown) => send(json({ error: `the simulator failed: ${String(error)}` }, 500), outgoing),
    );
  });
  // Longer than it says: a call that comes in while the connection is closed would be lost.
  server.keepAliveTimeout = 10_000;
  server.keepAliveTimeoutBuffer = 60_000;
  return server;
}

/** The HTTP side: request in, reply out, nothing decided here. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorAnswer, GraphError } from './api/errors.ts';
import { newTraceId } from './ids.ts';
import { json, type Reply } from './reply.ts';
import { readRequest } from './request.ts';
import { findRoute, type Route } from './router.ts';
import type { World } from './world.ts';

async function answerTo(world: World, routes: readonly Route[], incoming: IncomingMessage): Promise<Reply> {
  try {
    const request = await readRequest(incoming, world.publicUrl);
    const { route, path } = findRoute(routes, request);
    if (request.isForeign && request.method !== 'GET') return json({ error: 'refused: sent by a page of another origin' }, 403);
    const reply = await route.run({ world, request, path });
    if (route.changes ?? route.method !== 'GET') world.save();
    return reply;
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

export function simulatorServer(world: World, routes: readonly Route[]): Server {
  const server = createServer((incoming, outgoing) => {
    answerTo(world, routes, incoming).then(
      (reply) => send(reply, outgoing),
      (error: unknown) => send(json({ error: `the simulator failed: ${String(error)}` }, 500), outgoing),
    );
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

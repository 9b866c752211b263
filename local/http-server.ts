/** HTTP servers on 127.0.0.1 that can be told their handler after they have their port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Stop } from './stop.ts';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
export type LocalServer = { port: number; handle(handler: HttpHandler): void; close(): Promise<void> };

export type LocalServerOptions = {
  /** 0 lets the system choose. */
  port: number;
  what: string;
  /** A host name beside this machine's own under which it is reached. */
  publicHost?: string | undefined;
  /** Told when a handler throws, which is a fault of the laptop cloud; the caller gets 500. */
  onFailure?: (text: string) => void;
};

/**
 * Says that an idle connection may be used for ten seconds, and keeps it for a minute longer. A server that closes a connection when it has
 * said that it would (five seconds, by Node's default) meets the next request half-way on a busy machine: ECONNRESET.
 */
export function keepIdleConnections(server: Server): void {
  server.keepAliveTimeout = 10_000;
  server.keepAliveTimeoutBuffer = 60_000;
}

/** Listens at once; until `handle` was called every request is answered 503. @throws {Stop} if the port is taken. */
export async function localServer({ port, what, publicHost, onFailure }: LocalServerOptions): Promise<LocalServer> {
  let current: HttpHandler = async (_request, response) => void response.writeHead(503).end('Postora is starting, try again in a moment.');
  const server = createServer((request, response) => {
    // Only names of this machine: a foreign page must not reach us through DNS rebinding.
    const host = request.headers.host ?? '';
    if (host !== publicHost && !/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host)) return void response.writeHead(421).end('Wrong host.');
    current(request, response).catch((error: unknown) => {
      if (!hasLeft(request, error)) onFailure?.(`${what} failed at ${request.method} ${request.url?.split('?')[0]}: ${stackOf(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  keepIdleConnections(server);
  await saidPlainly(listen(server, port), port, what);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    handle: (handler) => {
      current = handler;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A caller that went away before it had asked, or before it had its answer, is no fault of ours. */
export const hasLeft = (request: IncomingMessage, error: unknown): boolean =>
  (request.destroyed && !request.complete) ||
  (error instanceof Error && (error === request.errored || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')));

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  return promise;
}

/** Waits for something that listens. @throws {Stop} if its port is taken. */
export async function saidPlainly<T>(listening: Promise<T>, port: number | undefined, what: string): Promise<T> {
  try {
    return await listening;
  } catch (cause) {
    const isTaken = String(cause).includes('EADDRINUSE');
    throw isTaken ? new Stop(`Port ${port} (${what}) is in use: end what uses it, or choose another one with --port.`, { cause }) : cause;
  }
}

/** The whole body, or undefined if it is longer than `limitBytes`. */
export async function readBody(request: IncomingMessage, limitBytes = 12_000_000): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= limitBytes) parts.push(part);
  }
  return size > limitBytes ? undefined : Buffer.concat(parts);
}

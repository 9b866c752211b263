import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient } from '../../../lib/providers/http.ts';
import { fakeFetch, jsonResponse, lineError } from './fake-fetch.ts';

const origin = 'https://graph.threads.net';
const clientOf = (fetch: typeof globalThis.fetch, timeoutMs = 1_000) => httpClient({ allowedOrigins: [origin], fetch, timeoutMs });
const answered = (answer: () => Response | Promise<Response>) =>
  clientOf(fakeFetch(answer).fetch)({ method: 'GET', url: `${origin}/v1.0/me` });

describe('httpClient', () => {
  it('sends the token in a header and a form as a form', async () => {
    const { fetch, seen } = fakeFetch(() => jsonResponse({ id: '1' }));

    const outcome = await clientOf(fetch)({ method: 'POST', url: `${origin}/x`, form: { text: 'é & ü', a: '1' }, bearer: 'THAAV' });

    expect(outcome).toEqual({ kind: 'answer', status: 200, body: { id: '1' }, seen: [] });
    expect(seen[0]?.body).toBe('text=%C3%A9+%26+%C3%BC&a=1');
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer THAAV');
    expect(seen[0]?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(seen[0]?.url.search).toBe('');
  });

  it.each([
    'https://graph.threads.net.evil.example/x',
    'http://graph.threads.net/x',
    'https://graph.threads.net:444/x',
    'https://user@graph.threads.net/x',
    'https://169.254.169.254/x',
    'file:///etc/passwd',
  ])('T6.3 refuses %s before anything is sent, and does not name it', async (url) => {
    const { fetch, seen } = fakeFetch(() => jsonResponse({}));

    const error = await clientOf(fetch)({ method: 'GET', url }).then(() => undefined, String);

    expect(error).toBe('Unexpected: A request to an origin that is not listed was refused.');
    expect(seen).toEqual([]);
  });

  it.each(['http://graph.threads.net', 'ftp://127.0.0.1'])('cannot be built with %s', (allowed) => {
    expect(() => httpClient({ allowedOrigins: [allowed], fetch: globalThis.fetch, timeoutMs: 1 })).toThrow('must be https');
  });

  it.each([
    ['HTML', new Response('<!DOCTYPE html><h1>Sorry</h1>', { status: 500 }), 500],
    ['an empty body', new Response('', { status: 200 }), 200],
    ['no body', new Response(null, { status: 204 }), 204],
    ['truncated JSON', new Response('{"id":"17', { status: 200 }), 200],
  ])('answers without a body for %s', async (_name, response, status) => {
    expect(await answered(() => response)).toEqual({ kind: 'answer', status, body: undefined, seen: [] });
  });

  it.each([301, 302, 303, 307, 308])('T6.3 does not follow a %i', async (status) => {
    const { fetch, seen } = fakeFetch(() => new Response(null, { status, headers: { location: 'https://evil.example/' } }));

    const outcome = await clientOf(fetch)({ method: 'GET', url: `${origin}/x` });

    expect(outcome).toEqual({ kind: 'no_answer', sent: 'maybe' });
    expect(seen).toHaveLength(1);
  });

  it('does not read a huge answer', async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    });

    const outcome = await answered(() => new Response(endless));

    expect(outcome).toEqual({ kind: 'no_answer', sent: 'maybe' });
    expect(given).toBeLessThan(10);
  });

  it('gives up a slow answer, and one that stops in the middle', async () => {
    const never = fakeFetch(
      (_seen, signal) => new Promise<Response>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    const stuck = fakeFetch((_seen, signal) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"id":'));
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
      });
      return new Response(body);
    });

    const slow = await clientOf(never.fetch, 20)({ method: 'POST', url: `${origin}/x`, form: {} });
    const cut = await clientOf(stuck.fetch)({ method: 'POST', url: `${origin}/x`, form: {}, timeoutMs: 20 });

    expect([slow, cut]).toEqual([
      { kind: 'no_answer', sent: 'maybe' },
      { kind: 'no_answer', sent: 'maybe' },
    ]);
  });

  it.each([
    ['ENOTFOUND', 'getaddrinfo', 'no'],
    ['EAI_AGAIN', 'getaddrinfo', 'no'],
    ['ECONNREFUSED', 'connect', 'no'],
    ['EHOSTUNREACH', 'connect', 'no'],
    ['ETIMEDOUT', 'connect', 'no'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined, 'no'],
    ['CERT_HAS_EXPIRED', undefined, 'no'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'no'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'no'],
    ['ETIMEDOUT', 'read', 'maybe'],
    ['EHOSTUNREACH', 'write', 'maybe'],
    ['ECONNRESET', 'read', 'maybe'],
    ['EPIPE', 'write', 'maybe'],
    ['UND_ERR_SOCKET', undefined, 'maybe'],
    ['UND_ERR_HEADERS_TIMEOUT', undefined, 'maybe'],
    ['UND_ERR_BODY_TIMEOUT', undefined, 'maybe'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', undefined, 'maybe'],
  ])('knows whether the request left: %s in %s → %s', async (code, syscall, sent) => {
    const outcome = await answered(() => Promise.reject(lineError(code, syscall)));

    expect(outcome).toEqual({ kind: 'no_answer', sent });
  });

  it('takes a line that breaks while the answer is read as "maybe", whatever the code', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(lineError('ECONNREFUSED', 'connect')) });

    expect(await answered(() => new Response(body))).toEqual({ kind: 'no_answer', sent: 'maybe' });
  });

  it('finds watched words anywhere, in JSON or not', async () => {
    const { fetch } = fakeFetch(() => new Response('Error: WORD_ONE', { status: 400 }));

    const outcome = await clientOf(fetch)({ method: 'GET', url: `${origin}/x`, watchFor: ['WORD_ONE', 'WORD_TWO'] });

    expect(outcome).toMatchObject({ body: undefined, seen: ['WORD_ONE'] });
  });

  it('keeps a request id only if it looks like one', async () => {
    const good = await answered(() => new Response('{}', { headers: { 'x-fb-request-id': 'Axy_-1' } }));
    const odd = await answered(() => new Response('{}', { headers: { 'x-fb-request-id': 'https://x?access_token=1' } }));

    expect(good).toMatchObject({ requestId: 'Axy_-1' });
    expect(odd).not.toHaveProperty('requestId');
  });
});

describe('httpClient on a real line', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  }

  it.each([200, 400, 401, 407, 408, 421, 425, 429, 500, 503])('writes a POST exactly once when the answer is %i', async (status) => {
    const bodies: string[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(`${request.headers['content-length']} ${body}`);
        response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {}).end('{}');
      });
    });

    await httpClient({ allowedOrigins: [url], fetch: globalThis.fetch, timeoutMs: 1_000 })({
      method: 'POST',
      url: `${url}/x`,
      form: { a: 'é' },
    });

    expect(bodies).toEqual(['8 a=%C3%A9']);
  });

  it('writes a POST exactly once when a kept-alive line is closed under it', async () => {
    let posts = 0;
    const url = await serve((request, response) => {
      if (request.method === 'GET') {
        response.end('{}');
        return;
      }
      posts += 1;
      request.socket.destroy();
    });
    const http = httpClient({ allowedOrigins: [url], fetch: globalThis.fetch, timeoutMs: 1_000 });
    await http({ method: 'GET', url: `${url}/x` });

    const outcome = await http({ method: 'POST', url: `${url}/x`, form: { a: '1' } });

    expect(outcome).toEqual({ kind: 'no_answer', sent: 'maybe' });
    expect(posts).toBe(1);
  });

  it.each(['GET', 'POST'] as const)('T6.3 sends a redirected %s nowhere else', async (method) => {
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const http = httpClient({ allowedOrigins: [url], fetch: globalThis.fetch, timeoutMs: 1_000 });

    const outcome = await http({ method, url: `${url}/x`, ...(method === 'POST' ? { form: { a: '1' } } : {}) });

    expect(outcome).toEqual({ kind: 'no_answer', sent: 'maybe' });
    expect(paths).toEqual(['/x']);
  });

  it('knows that nobody listens', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));

    const outcome = await httpClient({ allowedOrigins: [url], fetch: globalThis.fetch, timeoutMs: 1_000 })({
      method: 'POST',
      url: `${url}/x`,
      form: {},
    });

    expect(outcome).toEqual({ kind: 'no_answer', sent: 'no' });
  });
});

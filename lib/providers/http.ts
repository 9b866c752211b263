/** The only caller of `fetch`: listed origins, no redirects, limits on time and size. No address or token leaves it in a result or an error. */

import * as z from 'zod/mini';
import { Unexpected } from '../core/errors.ts';
import { parseJson } from './json.ts';

type HttpRequest = {
  method: 'GET' | 'POST';
  /** Absolute address without a query. */
  url: string;
  query?: Readonly<Record<string, string>>;
  form?: Readonly<Record<string, string>>;
  bearer?: string;
  /** Until the last byte of the answer; the client's own limit when absent. */
  timeoutMs?: number;
  /** Words to look for anywhere in the body, be it JSON or not. */
  watchFor?: readonly string[];
};

export type HttpOutcome =
  /** `body` is undefined when it is not JSON; `seen` are the watched words that occur in it. */
  | { kind: 'answer'; status: number; body: unknown; seen: readonly string[]; requestId?: string }
  /** `sent: 'no'` only when the request surely never left. Redirects, too large and broken answers are `maybe`. */
  | { kind: 'no_answer'; sent: 'no' | 'maybe' };

/** Makes exactly one attempt. @throws {Error} for an origin that is not listed: a bug, never an outcome. */
export type Http = (request: HttpRequest) => Promise<HttpOutcome>;

export type HttpClientOptions = {
  /** `https://host`, or `http` on loopback for the simulator. */
  allowedOrigins: readonly string[];
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  /** A signal that aborts after so long; by default that of the real clock. */
  timeout?: (ms: number) => AbortSignal;
};

const maxBytes = 256 * 1024;
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];
const unanswered: HttpOutcome = { kind: 'no_answer', sent: 'maybe' };

/** Failures that end before the first byte of the request is written; all others may come later, too. */
const neverSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** These mean the same, but only while the line is being set up. */
const neverSentIfConnecting = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL']);

const failureSchema = z.object({ cause: z.object({ code: z.string(), syscall: z.optional(z.string()) }) });

function sentBefore(error: unknown): 'no' | 'maybe' {
  const parsed = failureSchema.safeParse(error);
  if (!parsed.success) return 'maybe';
  const { code, syscall } = parsed.data.cause;
  return neverSent.has(code) || (syscall === 'connect' && neverSentIfConnecting.has(code)) ? 'no' : 'maybe';
}

function checkOrigin(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'https:' || (protocol === 'http:' && loopbackHosts.includes(hostname))) return new URL(origin).origin;
  throw new Unexpected('An allowed origin must be https, or http on loopback.');
}

function addressOf({ url, query = {} }: HttpRequest, allowed: ReadonlySet<string>): URL {
  const address = new URL(url);
  if (!allowed.has(address.origin) || address.username !== '' || address.password !== '') {
    throw new Unexpected('A request to an origin that is not listed was refused.');
  }
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address;
}

/** A form goes as a stream: Node's fetch silently repeats a request that was answered 421 unless its body is one. */
function initOf({ method, form, bearer }: HttpRequest, signal: AbortSignal): RequestInit {
  const headers = new Headers({ accept: 'application/json' });
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  const init: RequestInit = { method, headers, redirect: 'manual', signal };
  if (form === undefined) return init;
  const body = new Blob([new URLSearchParams(form).toString()]);
  headers.set('content-type', 'application/x-www-form-urlencoded');
  headers.set('content-length', String(body.size));
  return { ...init, body: body.stream(), duplex: 'half' };
}

/** The whole body as text, or undefined when it is larger than we are willing to read. */
async function readText({ body }: Response): Promise<string | undefined> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(await new Blob(chunks).arrayBuffer());
}

async function readAnswer(response: Response, watchFor: readonly string[]): Promise<HttpOutcome> {
  if (response.status < 200 || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel();
    return unanswered;
  }
  const text = await readText(response);
  if (text === undefined) return unanswered;
  const requestId = response.headers.get('x-fb-request-id') ?? '';
  return {
    kind: 'answer',
    status: response.status,
    body: parseJson(text),
    seen: watchFor.filter((word) => text.includes(word)),
    ...(/^[\w-]{1,64}$/.test(requestId) ? { requestId } : {}),
  };
}

async function attempt(
  fetch: HttpClientOptions['fetch'],
  address: URL,
  request: HttpRequest,
  limit: AbortSignal,
): Promise<Response | HttpOutcome> {
  try {
    return await fetch(address, initOf(request, limit));
  } catch (error) {
    return { kind: 'no_answer', sent: sentBefore(error) };
  }
}

export function httpClient({ allowedOrigins, fetch, timeoutMs, timeout = (ms) => AbortSignal.timeout(ms) }: HttpClientOptions): Http {
  const allowed = new Set(allowedOrigins.map(checkOrigin));

  return async (request) => {
    const response = await attempt(fetch, addressOf(request, allowed), request, timeout(request.timeoutMs ?? timeoutMs));
    if ('kind' in response) return response;
    return readAnswer(response, request.watchFor ?? []).catch(() => unanswered);
  };
}

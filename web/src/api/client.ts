/** The only caller of fetch: same origin, JSON, every failure an `ApiProblem`. */
import { noAnswer, notOurs, problemOf } from './problem.ts';

const timeoutMs = 30_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Options = { body?: unknown; ifMatch?: string };

async function send(method: Method, path: string, { body, ifMatch }: Options): Promise<{ response: Response; text: string }> {
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET') headers.set('content-type', 'application/json');
  if (ifMatch !== undefined) headers.set('if-match', ifMatch);
  const payload = method === 'GET' || body === undefined ? null : JSON.stringify(body);
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: payload,
      signal: AbortSignal.timeout(timeoutMs),
      credentials: 'same-origin',
    });
    return { response, text: await response.text() };
  } catch {
    throw noAnswer();
  }
}

async function callRaw(method: Method, path: string, options: Options): Promise<{ response: Response; text: string }> {
  const { response, text } = await send(method, path, options);
  if (response.ok) return { response, text };
  const { headers, status } = response;
  throw problemOf({ status, body: text, requestId: headers.get('x-request-id'), retryAfter: headers.get('retry-after') });
}

/** An answer with its ETag, for what is changed with If-Match. @throws {ApiProblem} */
export async function callWithTag<T>(method: Method, path: string, options: Options = {}): Promise<{ data: T; etag: string }> {
  const { response, text } = await callRaw(method, path, options);
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  if (!isJson) throw notOurs(response.status);
  const data: T = JSON.parse(text);
  return { data, etag: response.headers.get('etag') ?? '' };
}

/** @throws {ApiProblem} */
export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  return (await callWithTag<T>(method, path, options)).data;
}

/** For answers without a body (204). @throws {ApiProblem} */
export async function callForNothing(method: Method, path: string, options: Options = {}): Promise<void> {
  await callRaw(method, path, options);
}

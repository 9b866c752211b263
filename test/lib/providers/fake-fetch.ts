/** A `fetch` that answers from the test, and remembers what it was asked. */

export type Seen = { method: string; url: URL; headers: Headers; body: string };
type Answer = (seen: Seen, signal: AbortSignal | null | undefined) => Response | Promise<Response>;

export type FakeFetch = { fetch: typeof globalThis.fetch; seen: Seen[] };

export function fakeFetch(answer: Answer): FakeFetch {
  const seen: Seen[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const call = { method: request.method, url: new URL(request.url), headers: request.headers, body: await request.text() };
    seen.push(call);
    return answer(call, init?.signal);
  };
  return { fetch, seen };
}

export const jsonResponse = (body: unknown, status = 200): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** What Node's fetch throws when the line fails. */
export const lineError = (code: string, syscall?: string): TypeError =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error(`${code} https://graph.threads.net/?access_token=THAAVsecret`), { code, syscall }),
  });

/** The line to the Threads simulator: everything that goes over it is kept, and the next answers can be made to tell all they know. */
import type { Recorder } from './record.ts';

/** What a platform says when it quotes the request: each is a refusal, a failure or nonsense that holds every secret of it. */
export const tellTales = {
  'refused with a quote': (said: string) =>
    answer(400, { error: { message: said, type: 'OAuthException', code: 100, error_user_msg: said } }),
  'token refused with a quote': (said: string) =>
    answer(401, { error: { message: said, type: 'OAuthException', code: 190, error_data: { said } } }),
  'failed with a quote': (said: string) => answer(500, { error: { message: said, code: 2, is_transient: true, fbtrace_id: said } }),
  'a page with a quote': (said: string) => new Response(`<html><body>Sorry: ${said}</body></html>`, { status: 502 }),
  'success with a quote': (said: string) => answer(200, { error: null, note: said, data: [{ note: said }] }),
  'a redirect to a quote': (said: string) =>
    new Response(null, { status: 302, headers: { location: `https://threads.example/?${encodeURIComponent(said)}` } }),
  'a flat error with a quote': (said: string) => answer(400, { error_type: 'OAuthException', code: 400, error_message: said }),
} satisfies Record<string, (said: string) => Response>;
export type TellTale = keyof typeof tellTales;

const answer = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** The line itself breaks, and its error knows the address and the header that were sent. */
const broken = (said: string): Error =>
  new TypeError(`fetch failed: ${said}`, { cause: Object.assign(new Error(`read ECONNRESET ${said}`), { code: 'ECONNRESET', url: said }) });

export type Line = {
  fetch: typeof globalThis.fetch;
  /** From now on every answer to these calls (a part of their address) is this one; undefined ends it. */
  tell: (how: TellTale | 'broken' | undefined, calls?: string) => void;
};

export function openLine(record: Recorder): Line {
  let how: TellTale | 'broken' | undefined;
  let calls = '';
  const keep = (request: Request, body: string): string => {
    const { pathname, searchParams } = new URL(request.url);
    const place = `${request.method} ${pathname}`;
    for (const [name, value] of searchParams) record.text('calls to threads', `${place} query ${name}`, value);
    for (const [name, value] of request.headers) record.text('calls to threads', `${place} header ${name}`, value);
    for (const [name, value] of new URLSearchParams(body)) record.text('calls to threads', `${place} body ${name}`, value);
    record.text('calls to threads', `${place} path`, pathname);
    return `${place} ${[...searchParams].join(' ')} ${[...request.headers].join(' ')} ${[...new URLSearchParams(body)].join(' ')}`;
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = await request.clone().text();
    const said = keep(request, body);
    if (how === undefined || !request.url.includes(calls)) return globalThis.fetch(request);
    if (how === 'broken') throw broken(said);
    return tellTales[how](said);
  };
  return {
    fetch,
    tell: (next, where = '') => {
      how = next;
      calls = where;
    },
  };
}

/** Threads with recorded answers in place of a line, one per call. */
import { readFileSync } from 'node:fs';
import type { Provider } from '../../../../lib/core/provider.ts';
import { httpClient } from '../../../../lib/providers/http.ts';
import { threads } from '../../../../lib/providers/threads/threads.ts';
import { type FakeFetch, fakeFetch, type Seen } from '../fake-fetch.ts';

const graphUrl = 'https://graph.threads.net';
export const token = 'THAAVtokenThatNobodyMaySee';
export const app = { id: '1122334455', secret: 'app-secret-nobody-may-see' };
export const now = new Date('2026-11-23T09:00:00Z');
export const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
export const memo = { container_id: '17889615691921648', created_at: now.toISOString() };

export type Recorded = { name: string; status: number; body: unknown };
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/threads/${name}.json`, import.meta.url), 'utf8'));

export const errors = fixture('errors') as Recorded[];
export const answers = fixture('answers') as Record<string, string>;
export const errorNamed = (name: string): Recorded => {
  const found = errors.find((error) => error.name === name);
  if (!found) throw new Error(`no recorded error ${name}`);
  return found;
};

export const respond = ({ status, body }: Pick<Recorded, 'status' | 'body'>): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'x-fb-request-id': 'Areq1' } });
export const recorded = (name: string): Response => respond({ status: 200, body: answers[name] });

/** Which call a request is; those that share an address are told apart by method and fields. */
function callOf({ method, url }: Seen): string {
  const fields = url.searchParams.get('fields') ?? '';
  if (url.pathname === '/oauth/access_token') return 'code_exchange';
  if (url.pathname === '/access_token') return 'token_exchange';
  if (url.pathname === '/refresh_access_token') return 'token_refresh';
  if (url.pathname === '/v1.0/me') return 'profile';
  if (url.pathname === '/v1.0/me/threads_publish') return 'publish';
  if (url.pathname === '/v1.0/me/threads_publishing_limit') return 'quota';
  if (url.pathname === '/v1.0/me/replies') return 'replies';
  if (url.pathname === '/v1.0/me/threads') return method === 'POST' ? 'create' : 'list';
  return fields.includes('status') ? 'status' : 'read';
}

export type Script = Partial<Record<string, (seen: Seen) => Response | Promise<Response>>>;

/** A call that the script does not name is a mistake of the test. */
export function fakeThreads(script: Script): FakeFetch & { threads: Provider } {
  const fake = fakeFetch((seen) => {
    const answer = script[callOf(seen)];
    if (!answer) throw new Error(`unexpected call: ${callOf(seen)}`);
    return answer(seen);
  });
  const http = httpClient({ allowedOrigins: [graphUrl], fetch: fake.fetch, timeoutMs: 1_000 });
  const config = { graphUrl, authorizeUrl: 'https://threads.com/oauth/authorize', appCredentials: () => Promise.resolve(app) };
  return { ...fake, threads: threads({ http, ...config }) };
}

/** Everything an error or a result holds, its hidden parts too. */
export const spellOut = (value: unknown): string =>
  value instanceof Error
    ? [value.message, value.stack, JSON.stringify(value), spellOut(value.cause)].join('\n')
    : (JSON.stringify(value) ?? '');

/** From the authorization window to a long-lived token. Each code works once, so nothing here is tried twice. */
import * as z from 'zod/mini';
import { type Granted, providerFacts } from '../../core/provider.ts';
import { connectError } from './connect-errors.ts';
import type { CallName } from './endpoints.ts';
import type { CallInput, Graph } from './graph.ts';

export type AppCredentials = () => Promise<{ id: string; secret: string }>;

/** Anything that may stand in a header; its length is not limited. */
const token = z.string().check(z.regex(/^[\x21-\x7e]+$/));
const shortLived = z.object({ access_token: token });
const oneYearSeconds = 366 * 86_400;
export const longLived = z.object({ access_token: token, expires_in: z.number().check(z.positive(), z.maximum(oneYearSeconds)) });

type WindowInput = { state: string; redirectUri: string; clientId: string };

export function authorizationUrl(authorizeUrl: string, { state, redirectUri, clientId }: WindowInput): string {
  const url = new URL(authorizeUrl);
  const query = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: providerFacts.threads.requiredScopes.join(','),
    state,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Threads ends its redirect with `#_`, which is no part of the code. */
const cleanCode = (code: string): string => code.replace(/(#|%23)_$/i, '');

/** @throws {AppError} `invalid` when the code or token is refused, else `rejected` or `unavailable` */
async function step<T>(graph: Graph, call: CallName, input: CallInput, schema: z.ZodMiniType<T>): Promise<T> {
  const answer = await graph(call, input, schema);
  if (answer.kind === 'ok') return answer.value;
  throw connectError(answer.trouble, 'invalid');
}

type ExchangeInput = { code: string; redirectUri: string; now: Date };

export async function exchangeCode(
  graph: Graph,
  appCredentials: AppCredentials,
  { code, redirectUri, now }: ExchangeInput,
): Promise<Granted> {
  const { id, secret } = await appCredentials();
  const app = { client_id: id, client_secret: secret };
  const form = { ...app, code: cleanCode(code), grant_type: 'authorization_code', redirect_uri: redirectUri };
  const short = await step(graph, 'code_exchange', { form }, shortLived);
  // The documented place of this token is the query; the address never leaves the HTTP client.
  const query = { grant_type: 'th_exchange_token', client_secret: secret, access_token: short.access_token };
  const long = await step(graph, 'token_exchange', { query }, longLived);
  return { accessToken: long.access_token, expiresAt: new Date(now.getTime() + long.expires_in * 1000) };
}

/** A long-lived token for the one we have. There is no other kind of refresh token, and no secret is needed. */
import type { Granted } from '../../core/provider.ts';
import { connectError } from './connect-errors.ts';
import type { Graph } from './graph.ts';
import { longLived } from './oauth.ts';

/** @throws {AppError} `reconnect` when the token is refused, `rejected` when Threads will not extend it, else `unavailable` */
export async function refresh(graph: Graph, token: string, now: Date): Promise<Granted> {
  // The documented place of this token is the query; the address never leaves the HTTP client.
  const answer = await graph('token_refresh', { query: { grant_type: 'th_refresh_token', access_token: token } }, longLived);
  if (answer.kind === 'trouble') throw connectError(answer.trouble, 'reconnect');
  return { accessToken: answer.value.access_token, expiresAt: new Date(now.getTime() + answer.value.expires_in * 1000) };
}

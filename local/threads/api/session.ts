/** Who calls: the access token, wherever the client put it, and what it still allows. */
import type { SimRequest } from '../request.ts';
import type { Account, Token } from '../state.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';
import { sessionTimes } from './session-time.ts';

export type Session = { token: Token; account: Account };

/** @throws {GraphError} 190, with 463 after its end and 458 once the grant is gone */
export function checkToken(world: World, value: string): Session {
  const now = world.clock.now();
  const token = world.tokens.get(value);
  if (!token) throw new GraphError('tokenInvalid');
  const account = world.accounts.get(token.accountId);
  if (!account || token.isRevoked || now >= token.grantEndsAt) throw new GraphError('tokenRevoked', world.app.id);
  if (now >= token.expiresAt) throw new GraphError('tokenExpired', sessionTimes(token.expiresAt, now));
  return { token, account };
}

/** Takes the token from the header, the query or the form. @throws {GraphError} as `checkToken`, and when it is missing or given twice */
export function readSession(world: World, request: SimRequest): Session {
  const given = request.params.get('access_token');
  if (given !== undefined && request.bearer !== undefined) throw new GraphError('repeatedParameter', 'access_token');
  const value = request.bearer ?? given;
  if (value === undefined || value === '') throw new GraphError('tokenMissing');
  return checkToken(world, value);
}

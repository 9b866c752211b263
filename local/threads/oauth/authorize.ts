/** The authorization window: shows the consent page, and sends the user back with a code or a no. doc [tokens] */
import { createAccount } from '../accounts.ts';
import { newToken } from '../ids.ts';
import { type Answer, type Reply, redirect } from '../reply.ts';
import type { Params, SimRequest } from '../request.ts';
import type { Route, RouteInput } from '../router.ts';
import type { Account } from '../state.ts';
import { findAccount, type World } from '../world.ts';
import { consentPage } from './consent-page.ts';
import { basicScope } from './scopes.ts';
import { backToApp, isAnswer, readWindowRequest, type WindowRequest, windowError } from './window-request.ts';

const requestParams = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'];
const formParams = [...requestParams, 'account', 'username', 'decision'];
const denied = {
  error: 'access_denied',
  error_reason: 'user_denied',
  error_description: 'The user denied your request',
};

function readStrictly(world: World, request: SimRequest, known: readonly string[]): WindowRequest | Answer {
  const odd = request.repeated[0] ?? [...request.params.keys()].find((name) => !known.includes(name) && !name.startsWith('grant:'));
  if (odd !== undefined) return windowError('badRequest', `unexpected parameter ${odd}`);
  return readWindowRequest(world.app, request.params);
}

function showWindow({ world, request }: RouteInput): Reply {
  const asked = readStrictly(world, request, requestParams);
  return isAnswer(asked) ? asked : consentPage(world, asked);
}

/** The person who signs in: one of the list, or a new one by username. */
function signIn(world: World, params: Params): Account | string {
  const chosen = params.get('account') ?? '';
  if (chosen !== '' && chosen !== 'new') return findAccount(world, chosen) ?? 'there is no such account';
  try {
    return createAccount(world, { username: params.get('username') ?? '' });
  } catch {
    return 'a new username needs 1 to 30 of a-z, 0-9, dot and underscore, and must be free';
  }
}

function grantedScopes(asked: readonly string[], params: Params): string[] {
  return asked.filter((scope) => scope === basicScope || params.has(`grant:${scope}`));
}

function decide({ world, request }: RouteInput): Reply {
  const asked = readStrictly(world, request, formParams);
  if (isAnswer(asked)) return asked;
  const decision = request.params.get('decision');
  if (decision === 'cancel') return redirect(302, backToApp(asked, denied));
  if (decision !== 'allow') return windowError('badRequest', 'decision must be allow or cancel');

  const account = signIn(world, request.params);
  if (typeof account === 'string') return consentPage(world, asked, account);
  if (account.isTesterPending) return windowError('testerPending');
  const value = newToken('AQB');
  world.codes.set(value, {
    value,
    accountId: account.id,
    redirectUri: asked.redirectUri,
    scopes: grantedScopes(asked.scopes, request.params),
    issuedAt: world.clock.now(),
    isUsed: false,
  });
  return redirect(302, backToApp(asked, { code: value }));
}

export const windowRoutes: Route[] = [
  { method: 'GET', path: '/oauth/authorize', run: showWindow },
  { method: 'POST', path: '/oauth/authorize', run: decide },
];

/** POST /oauth/access_token: code to short-lived token. Errors are flat here, and user_id is a number. doc [tokens] */
import { underFaults } from '../faults/strike.ts';
import { answer, json, type Reply } from '../reply.ts';
import type { Params } from '../request.ts';
import type { Route, RouteInput } from '../router.ts';
import type { Code } from '../state.ts';
import type { World } from '../world.ts';
import { grantEnd, isCodeOver, issueToken } from './tokens.ts';

const names = ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'];

const flatError = (message: string): Reply => json({ error_type: 'OAuthException', code: 400, error_message: message }, 400);

function checkApp({ app }: World, params: Params): string | undefined {
  if (params.get('client_id') !== app.id) return 'Invalid client_id';
  if (params.get('client_secret') !== app.secret) return 'Error validating client secret.';
  return params.get('grant_type') === 'authorization_code' ? undefined : 'Invalid grant_type';
}

function checkCode(world: World, code: Code | undefined, params: Params): string | undefined {
  if (!code || code.isUsed || isCodeOver(code.issuedAt, world.clock.now())) {
    return 'Matching code was not found or was already used';
  }
  return code.redirectUri === params.get('redirect_uri')
    ? undefined
    : 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request';
}

function exchange({ world, request }: RouteInput): Promise<Reply> | Reply {
  const { params } = request;
  const odd = request.repeated[0] ?? [...params.keys()].find((name) => !names.includes(name));
  if (odd !== undefined) return flatError(`Unexpected parameter ${odd}`);
  const code = world.codes.get(params.get('code') ?? '');
  const target = { call: 'code_exchange', accountId: code?.accountId, subject: '', method: 'POST' } as const;
  return underFaults(world, target, () => {
    const refusal = checkApp(world, params) ?? checkCode(world, code, params);
    if (refusal !== undefined || !code) return flatError(refusal ?? '');
    code.isUsed = true;
    const grantEndsAt = grantEnd(code.issuedAt);
    const token = issueToken(world, 'short', { accountId: code.accountId, scopes: code.scopes, grantEndsAt });
    // Written by hand: JSON.stringify cannot write a number this large. seen [fb-9], [fb-11]
    return answer(200, 'application/json', `{"access_token":${JSON.stringify(token.value)},"user_id":${code.accountId}}`);
  });
}

export const exchangeRoutes: Route[] = [{ method: 'POST', path: '/oauth/access_token', run: exchange }];

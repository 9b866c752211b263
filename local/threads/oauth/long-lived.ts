/** GET /access_token and GET /refresh_access_token: the long-lived token, and its renewal by itself. doc [long-lived] */
import { checkParams } from '../api/data-call.ts';
import { GraphError } from '../api/errors.ts';
import { checkToken, type Session } from '../api/session.ts';
import { underFaults } from '../faults/strike.ts';
import type { CallName } from '../faults/table.ts';
import { json, type Reply } from '../reply.ts';
import type { SimRequest } from '../request.ts';
import type { Route, RouteInput } from '../router.ts';
import type { Token } from '../state.ts';
import type { World } from '../world.ts';
import { basicScope } from './scopes.ts';
import { issueToken, longLifeSeconds, minRefreshAgeMs, renewToken } from './tokens.ts';

type Step = {
  name: CallName;
  grantType: string;
  params: readonly string[];
  run: (world: World, session: Session, request: SimRequest) => Token;
};

function toLongLived(world: World, { token }: Session, request: SimRequest): Token {
  if (request.params.get('client_secret') !== world.app.secret) throw new GraphError('secretWrong');
  if (token.kind === 'long') throw new GraphError('sessionKeyInvalid', 'the token is long-lived already'); // seen idx:56125378968
  return issueToken(world, 'long', token);
}

function renew(world: World, { token, account }: Session): Token {
  if (token.kind === 'short') throw new GraphError('sessionKeyInvalid', 'the token is not long-lived');
  if (!token.scopes.includes(basicScope)) throw new GraphError('permissionMissing');
  if (account.isPrivate && world.settings.privateRefresh === 'refused') throw new GraphError('permissionMissing'); // body assumed
  if (world.clock.now() - token.issuedAt < minRefreshAgeMs) throw new GraphError('tokenTooYoung');
  return renewToken(world, token);
}

const steps: Record<'/access_token' | '/refresh_access_token', Step> = {
  '/access_token': {
    name: 'token_exchange',
    grantType: 'th_exchange_token',
    params: ['grant_type', 'client_secret'],
    run: toLongLived,
  },
  '/refresh_access_token': { name: 'token_refresh', grantType: 'th_refresh_token', params: ['grant_type'], run: renew },
};

async function answerStep({ world, request }: RouteInput, step: Step): Promise<Reply> {
  const value = request.params.get('access_token');
  // Only the documented place counts here: the query.
  if (value === undefined) throw new GraphError('tokenMissing');
  const target = { call: step.name, accountId: world.tokens.get(value)?.accountId, subject: '', method: 'GET' };
  return underFaults(world, target, () => {
    checkParams(request, step.params);
    if (request.params.get('grant_type') !== step.grantType) {
      throw new GraphError('badParameter', `grant_type must be ${step.grantType}`);
    }
    const token = step.run(world, checkToken(world, value), request);
    return json({ access_token: token.value, token_type: 'bearer', expires_in: longLifeSeconds });
  });
}

export const longLivedRoutes: Route[] = (['/access_token', '/refresh_access_token'] as const).map((path) => ({
  method: 'GET',
  path,
  changes: true,
  run: (input) => answerStep(input, steps[path]),
}));

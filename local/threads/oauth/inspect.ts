/** Tokens for operators: the app's own token, and what is behind a user's. doc [postman], [debug] */
import { createHash } from 'node:crypto';
import { checkParams } from '../api/data-call.ts';
import { GraphError } from '../api/errors.ts';
import { checkToken, readSession, type Session } from '../api/session.ts';
import { underFaults } from '../faults/strike.ts';
import { json, type Reply } from '../reply.ts';
import type { Route, RouteInput } from '../router.ts';
import type { World } from '../world.ts';

const secondOf = (ms: number) => Math.floor(ms / 1000);

function appToken({ world, request }: RouteInput): Promise<Reply> {
  const { app } = world;
  return underFaults(world, { call: 'app_token', accountId: undefined, subject: '', method: 'GET' }, () => {
    checkParams(request, ['client_id', 'client_secret', 'grant_type']);
    const { params } = request;
    if (params.get('grant_type') !== 'client_credentials') throw new GraphError('badParameter', 'grant_type must be client_credentials');
    if (params.get('client_id') !== app.id || params.get('client_secret') !== app.secret) throw new GraphError('secretWrong');
    const secretPart = createHash('sha256').update(app.secret).digest('base64url').slice(0, 27);
    return json({ access_token: `TH|${app.id}|${secretPart}`, token_type: 'bearer' });
  });
}

/** Whatever is wrong with the input, the answer is HTTP 500 with code 190. seen [tg-http] */
function sessionBehind(world: World, input: string): Session {
  try {
    return checkToken(world, input);
  } catch (error) {
    throw error instanceof GraphError ? new GraphError('inputTokenInvalid') : error;
  }
}

function debugToken({ world, request }: RouteInput): Promise<Reply> {
  const caller = readSession(world, request);
  const target = { call: 'debug_token', accountId: caller.account.id, subject: '', method: 'GET' } as const;
  return underFaults(world, target, () => {
    checkParams(request, ['input_token']);
    const input = request.params.get('input_token');
    if (input === undefined) throw new GraphError('missingParameter', 'input_token');
    const { token } = sessionBehind(world, input);
    const data = {
      type: 'USER',
      application: 'Simulated app',
      data_access_expires_at: secondOf(token.grantEndsAt),
      expires_at: secondOf(token.expiresAt),
      is_valid: true,
      issued_at: secondOf(token.issuedAt),
      scopes: token.scopes,
      user_id: token.accountId,
    };
    return json({ data });
  });
}

export const inspectRoutes: Route[] = [
  { method: 'GET', path: '/oauth/access_token', run: appToken },
  { method: 'GET', path: '/v1.0/debug_token', run: debugToken },
];

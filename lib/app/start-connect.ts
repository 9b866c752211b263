/** Begins the OAuth round trip: a one-time state bound to user, session, browser, provider and purpose. */
import { type OauthState, oauthStateLifeMs } from '../core/connection.ts';
import type { ProviderName } from '../core/provider.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { ConnectingDeps, Deps } from './deps.ts';

export const redirectUri = (publicOrigin: string, provider: ProviderName): string => `${publicOrigin}/oauth/${provider}/callback`;

type Input = { caller: Caller; provider: ProviderName; browserHash: string };

/** @throws {AppError} `forbidden` `presence_proof_needed` */
export async function startConnect(
  deps: ConnectingDeps & Pick<Deps, 'now' | 'randomBytes' | 'states' | 'commit' | 'publicOrigin'>,
  { caller, provider, browserHash }: Input,
): Promise<{ authorizeUrl: string }> {
  requireProof(caller.session, deps.now());
  const secret = newSecret(deps.randomBytes);
  const state: OauthState = {
    userId: caller.user.id,
    sessionId: caller.session.id,
    browserHash,
    provider,
    purpose: 'connect',
    expiresAt: new Date(deps.now().getTime() + oauthStateLifeMs).toISOString(),
  };
  await deps.commit(deps.states.create(state, hashSecret(secret)));
  const authorizeUrl = await deps.providers[provider].authorizationUrl({
    state: secret,
    userId: caller.user.id,
    redirectUri: redirectUri(deps.publicOrigin, provider),
  });
  return { authorizeUrl };
}

/** The OAuth callback: state used up, code exchanged, profile read, token sealed, everything stored in one transaction. */
import {
  type Connection,
  heldByTimer,
  isDisconnecting,
  isForgotten,
  ownedElsewhere,
  stateNotValid,
  tokenContext,
} from '../core/connection.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { freshHealth } from '../core/health.ts';
import { newId } from '../core/ids.ts';
import { mayPublish, type Profile, type ProviderAccess, type ProviderName } from '../core/provider.ts';
import { firstDueAt } from '../core/refresh.ts';
import { hashSecret } from '../core/secret.ts';
import type { Caller } from './authenticate.ts';
import type { Commits, ConnectingDeps, Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { redirectUri } from './start-connect.ts';

type Needs = ConnectingDeps &
  Pick<
    Deps,
    | 'now'
    | 'randomBytes'
    | 'keyedHash'
    | 'states'
    | 'connections'
    | 'tokens'
    | 'vault'
    | 'health'
    | 'users'
    | 'events'
    | 'sealer'
    | 'publicOrigin'
  > &
  Commits<'main' | 'vault'>;
type Input = {
  caller: Caller | undefined;
  provider: ProviderName;
  browserHash: string | undefined;
  state: string | undefined;
  code: string | undefined;
};

/** Uses the state up, whatever comes after: of two callbacks at once, one exchanges. */
async function consumeState(deps: Needs, input: Input): Promise<Caller> {
  const { caller, browserHash } = input;
  if (!caller || !browserHash || !input.state) throw stateNotValid();
  const stateHash = hashSecret(input.state);
  const state = await deps.states.get(stateHash);
  if (!state || deps.now() >= new Date(state.expiresAt)) throw stateNotValid();
  const isOurs = state.sessionId === caller.session.id && state.userId === caller.user.id && state.browserHash === browserHash;
  if (!isOurs || state.provider !== input.provider) throw stateNotValid();
  await deps.commit(deps.states.consume(state, stateHash));
  return caller;
}

async function requireScopes(provider: ProviderAccess, token: string): Promise<string[]> {
  const scopes = [...(await provider.grantedScopes(token))];
  if (mayPublish(provider.name, scopes)) return scopes;
  throw new AppError(
    'rejected',
    'permission_missing',
    'The permission to publish was not granted. Connect again and leave every box ticked.',
  );
}

/** Nobody might ask for its end again: whoever wants to connect it anew has it finished. */
async function heldUntilDone(deps: Needs, present: Connection): Promise<Connection> {
  if (!isForgotten(present)) return present;
  const held = heldByTimer(present, deps.now());
  await deps.commit([deps.connections.replace(held)]);
  return held;
}

/** The connection as it shall be stored: new, or the present one with a new token. */
async function toStore(deps: Needs, caller: Caller, provider: ProviderName, profile: Profile): Promise<Connection> {
  const remoteHash = await deps.keyedHash('remote', `${provider}\n${profile.remoteId}`);
  const owner = await deps.connections.owner(provider, remoteHash);
  if (owner && owner.userId !== caller.user.id) throw ownedElsewhere();
  const present = owner && (await deps.connections.get(owner.userId, owner.connectionId));
  if (present?.state === 'disconnecting') throw isDisconnecting(await heldUntilDone(deps, present));
  const at = deps.now().toISOString();
  const identity = present ?? { id: newId('con', deps), epoch: 1, keyVersion: 0, rev: 0, connectedAt: at };
  return {
    ...profile,
    provider,
    remoteHash,
    id: identity.id,
    userId: caller.user.id,
    scopes: [],
    state: 'active',
    epoch: identity.epoch,
    keyVersion: identity.keyVersion + 1,
    rev: identity.rev + 1,
    tokenExpiresAt: at,
    connectedAt: identity.connectedAt,
    consentedAt: at,
  };
}

type Found = { caller: Caller; provider: ProviderName; profile: Profile; scopes: string[]; accessToken: string; expiresAt: string };

async function store(deps: Needs, { caller, provider, profile, scopes, accessToken, expiresAt }: Found): Promise<Connection> {
  const connection = { ...(await toStore(deps, caller, provider, profile)), scopes, tokenExpiresAt: expiresAt };
  const { sealed, wrapped } = await deps.sealer.seal(accessToken, tokenContext(connection));
  const { id, userId, keyVersion, consentedAt: issuedAt = connection.connectedAt } = connection;
  const isNew = keyVersion === 1;
  await deps.commit([
    deps.users.checkEpoch(userId, caller.user.epoch, stateNotValid()),
    deps.vault.create(id, keyVersion, wrapped),
    ...(isNew ? deps.connections.create(connection) : [deps.connections.replace(connection), deps.vault.remove(id, keyVersion - 1)]),
    deps.tokens.put(userId, id, { sealed, keyVersion, expiresAt, issuedAt, dueAt: firstDueAt({ expiresAt, issuedAt }), rev: 1 }),
    deps.health.put(userId, id, 'refresh', freshHealth(issuedAt)),
    eventWrite(deps, userId, 'connected', { connection: id }),
  ]);
  return connection;
}

/** Other tabs, and refreshers at work: each try that fails means that one of them has come through. */
const maxTries = 4;

/** Somebody was faster. If it was the same person in another tab, or the timer, this is a renewal; if not, the next look says so. */
async function storeInTheEnd(deps: Needs, found: Found, tries = 1): Promise<Connection> {
  try {
    return await store(deps, found);
  } catch (error) {
    if (isAppError(error, 'conflict') && tries < maxTries) return storeInTheEnd(deps, found, tries + 1);
    throw error;
  }
}

/** @throws {AppError} `state_not_valid`, `access_denied`, `permission_missing`, `already_connected_elsewhere`, or what the provider's OAuth calls throw. */
export async function finishConnect(deps: Needs, input: Input): Promise<Connection> {
  const caller = await consumeState(deps, input);
  if (!input.code) throw new AppError('rejected', 'access_denied', 'The platform was told not to connect.');
  const provider = deps.providers[input.provider];
  const redirect = redirectUri(deps.publicOrigin, input.provider);
  const { accessToken, expiresAt } = await provider.exchangeCode({ code: input.code, redirectUri: redirect, now: deps.now() });
  const profile = await provider.profile(accessToken);
  const scopes = await requireScopes(provider, accessToken);
  const found: Found = { caller, provider: input.provider, profile, scopes, accessToken, expiresAt: expiresAt.toISOString() };
  return storeInTheEnd(deps, found);
}

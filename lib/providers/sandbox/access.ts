/** Who may do what at the sandbox: codes that work once and soon, tokens that end. Both are known by their hash only. */
import { isAppError } from '../../core/errors.ts';
import type { FailureCode } from '../../core/failures.ts';
import type { Now, RandomBytes, Write } from '../../core/ports.ts';
import type { Granted } from '../../core/provider.ts';
import type { SandboxGrant, SandboxStore } from '../../core/sandbox.ts';
import { hashSecret, newSecret } from '../../core/secret.ts';

/** The platform says it worked, or why not. What it does not say is thrown. */
export type Answer<T> = { kind: 'ok'; value: T } | { kind: 'refused'; failure: FailureCode };
export const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value });
export const refused = (failure: FailureCode): Answer<never> => ({ kind: 'refused', failure });

export type SandboxPorts = {
  store: SandboxStore;
  commit: (writes: readonly Write[]) => Promise<void>;
  now: Now;
  randomBytes: RandomBytes;
  /** Where our own uploads are served, without a trailing slash. */
  mediaOrigin: string;
};

const codeLifeMs = 60_000;
const tokenLifeMs = 60 * 24 * 3_600_000;

/** Whoever holds a good secret: the account, and the grant with the hash that it is stored under. */
export type Visitor = { accountId: string; hash: string; grant: SandboxGrant };

/** A secret begins with its account, so that everything of one account lies together. */
const secretPattern = /^([0-9A-HJKMNP-TV-Z]{26})\.[A-Za-z0-9_-]{43}$/;

function issue({ store, now, randomBytes }: SandboxPorts, accountId: string, grant: Omit<SandboxGrant, 'expiresAt'>, lifeMs: number) {
  const secret = `${accountId}.${newSecret(randomBytes)}`;
  const expiresAt = new Date(now().getTime() + lifeMs);
  const write = store.createGrant(accountId, hashSecret(secret), { ...grant, expiresAt: expiresAt.toISOString() });
  return { secret, expiresAt, write };
}

/** Undefined for a secret that is wrong, over, taken back, or meant for something else. */
async function visitorOf({ store, now }: SandboxPorts, secret: string, use: SandboxGrant['use']): Promise<Visitor | undefined> {
  const accountId = secretPattern.exec(secret)?.[1];
  if (accountId === undefined) return undefined;
  const hash = hashSecret(secret);
  const grant = await store.grant(accountId, hash);
  const isGood = grant?.use === use && now() < new Date(grant.expiresAt);
  return isGood ? { accountId, hash, grant } : undefined;
}

/** Undefined when the token opens nothing (any more). */
export const openToken = (ports: SandboxPorts, token: string): Promise<Visitor | undefined> => visitorOf(ports, token, 'token');

type AuthorizeInput = { accountId: string; redirectUri: string; scopes: readonly string[] };

/** The one click: a code for this address. */
async function authorize(ports: SandboxPorts, { accountId, redirectUri, scopes }: AuthorizeInput): Promise<Answer<string>> {
  const code = issue(ports, accountId, { use: 'code', scopes: [...scopes], redirectUri }, codeLifeMs);
  await ports.commit([code.write]);
  return ok(code.secret);
}

/** Commits a new token together with what it stands on; when that is gone meanwhile, the answer is no. */
async function grantToken(ports: SandboxPorts, { accountId, grant }: Visitor, basis: Write): Promise<Answer<Granted>> {
  const token = issue(ports, accountId, { use: 'token', scopes: grant.scopes }, tokenLifeMs);
  try {
    await ports.commit([basis, token.write]);
  } catch (error) {
    if (isAppError(error, 'conflict')) return refused('reconnect_needed');
    throw error;
  }
  return ok({ accessToken: token.secret, expiresAt: token.expiresAt });
}

type ExchangeInput = { code: string; redirectUri: string };

async function exchange(ports: SandboxPorts, { code, redirectUri }: ExchangeInput): Promise<Answer<Granted>> {
  const visitor = await visitorOf(ports, code, 'code');
  if (visitor?.grant.redirectUri !== redirectUri) return refused('reconnect_needed');
  return grantToken(ports, visitor, ports.store.consumeGrant(visitor.accountId, visitor.hash, visitor.grant));
}

/** The old token stays good until it ends by itself: whoever loses this answer can ask again. */
async function renew(ports: SandboxPorts, token: string): Promise<Answer<Granted>> {
  const visitor = await openToken(ports, token);
  if (!visitor) return refused('reconnect_needed');
  return grantToken(ports, visitor, ports.store.checkGrant(visitor.accountId, visitor.hash, visitor.grant));
}

export type Me = { accountId: string; scopes: readonly string[] };

/** Answers a question about the account that a token opens. */
export async function asked<T>(ports: SandboxPorts, token: string, answer: (me: Me) => Promise<T>): Promise<Answer<T>> {
  const visitor = await openToken(ports, token);
  if (!visitor) return refused('reconnect_needed');
  return ok(await answer({ accountId: visitor.accountId, scopes: visitor.grant.scopes }));
}

/** One call is one request; those of a real platform look the same. */
export type AccessPlatform = {
  authorize: (input: AuthorizeInput) => Promise<Answer<string>>;
  exchange: (input: ExchangeInput) => Promise<Answer<Granted>>;
  renew: (token: string) => Promise<Answer<Granted>>;
  me: (token: string) => Promise<Answer<Me>>;
};

export const accessPlatform = (ports: SandboxPorts): AccessPlatform => ({
  authorize: (input) => authorize(ports, input),
  exchange: (input) => exchange(ports, input),
  renew: (token) => renew(ports, token),
  me: (token) => asked(ports, token, async (me) => me),
});

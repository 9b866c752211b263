/** Tokens and their lives: short 1 hour, long 60 days less a minute, both inside a 90-day grant. doc [long-lived], [get-started] */
import { newToken } from '../ids.ts';
import type { Token } from '../state.ts';
import type { World } from '../world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const codeLifeMs = hourMs;
const oldStringLifeMs = hourMs;
export const longLifeSeconds = 5_183_944;
export const minRefreshAgeMs = dayMs;

const lifeMs = { short: hourMs, long: longLifeSeconds * 1000 } satisfies Record<Token['kind'], number>;

export const grantEnd = (from: number): number => from + 90 * dayMs;
export const isCodeOver = (issuedAt: number, now: number): boolean => now >= issuedAt + codeLifeMs;

export function issueToken(world: World, kind: Token['kind'], owner: Pick<Token, 'accountId' | 'scopes' | 'grantEndsAt'>): Token {
  const issuedAt = world.clock.now();
  const { accountId, scopes, grantEndsAt } = owner;
  const value = newToken(kind === 'short' ? 'THQVJ' : 'THAAV');
  const token = { value, kind, accountId, scopes, grantEndsAt, issuedAt, expiresAt: issuedAt + lifeMs[kind], isRevoked: false };
  world.tokens.set(value, token);
  return token;
}

/** A refresh renews the grant of a public profile; of a private one, as set (Q10). Returns the string that is good from now on. */
export function renewToken(world: World, token: Token): Token {
  const now = world.clock.now();
  const isPrivate = world.accounts.get(token.accountId)?.isPrivate ?? false;
  const isFixed = isPrivate && world.settings.privateRefresh !== 'extends_grant';
  const grantEndsAt = isFixed ? token.grantEndsAt : grantEnd(now);
  if (world.settings.refreshAnswer === 'same_string') {
    Object.assign(token, { issuedAt: now, expiresAt: now + lifeMs.long, grantEndsAt });
    return token;
  }
  token.expiresAt = Math.min(token.expiresAt, now + oldStringLifeMs);
  return issueToken(world, 'long', { ...token, grantEndsAt });
}

/** The user removed the app: every token and open code of the account dies at once. */
export function revokeGrant(world: World, accountId: string): void {
  for (const token of world.tokens.values()) if (token.accountId === accountId) token.isRevoked = true;
  for (const code of world.codes.values()) if (code.accountId === accountId) code.isUsed = true;
}

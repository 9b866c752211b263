/** How well a connection is, as its workers have seen it. Each aspect is one item, written whole by those who are named with it. */
import * as z from 'zod/mini';
import type { ConnectionHealthView } from './api.ts';
import type { Connection } from './connection.ts';
import { providerFacts } from './provider.ts';

export const refreshProblems = ['reconnect_needed', 'refused', 'unavailable'] as const;
export type RefreshProblem = (typeof refreshProblems)[number];

/** By connect and refresher, each time in one transaction with the token row. */
const refreshHealthSchema = z.object({
  /** When a token was last asked for: by consent or by a refresh. */
  lastTriedAt: z.string(),
  lastRefreshedAt: z.optional(z.string()),
  /** Why the last attempt failed. */
  problem: z.optional(z.enum(refreshProblems)),
  /** Attempts begun since the last token; one that broke off counts. */
  failures: z.number(),
  /** The thresholds (days left) whose message to the owner was sent, for the present token. */
  warned: z.array(z.number()),
  /** A threshold whose message is about to be sent. */
  telling: z.optional(z.number()),
});
export type RefreshHealth = z.infer<typeof refreshHealthSchema>;

/** By the mailer: which thresholds of which token it has taken on, so that no message is mailed twice. */
const toldHealthSchema = z.object({ keyVersion: z.number(), days: z.array(z.number()), rev: z.number() });

/** By the publisher. */
const quotaHealthSchema = z.object({ used: z.number(), total: z.number(), windowMs: z.number(), readAt: z.string() });
const successHealthSchema = z.object({ publishedAt: z.string(), postId: z.string() });
/** A publication waits because the token of this version does not work; a newer one, or a post that went out since, makes this meaningless. */
const refusedHealthSchema = z.object({ keyVersion: z.number(), at: z.string() });

export const healthSchemas = {
  refresh: refreshHealthSchema,
  told: toldHealthSchema,
  quota: quotaHealthSchema,
  success: successHealthSchema,
  refused: refusedHealthSchema,
} as const;
export type Aspect = keyof typeof healthSchemas;
export type Health = { [A in Aspect]?: z.infer<(typeof healthSchemas)[A]> };

/** Of a token that was just issued by consent. */
export const freshHealth = (at: string): RefreshHealth => ({ lastTriedAt: at, failures: 0, warned: [] });

/** Below this, an end that nobody has moved is worth a word. */
export const endingMs = 14 * 24 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** What only the owner can mend: the platform has said no, and asking again will hardly change it. */
const needsOwner = (problem: RefreshProblem | undefined): boolean => problem === 'reconnect_needed' || problem === 'refused';

type Known = { leftMs: number; isRefused: boolean; problem: RefreshProblem | undefined };

function stateOf({ leftMs, isRefused, problem }: Known): ConnectionHealthView['state'] {
  if (leftMs <= 0 || isRefused || needsOwner(problem)) return 'reconnect';
  return leftMs < endingMs ? 'ending' : 'good';
}

/** The connection's health as its owner sees it. */
export function healthView(connection: Connection, { refresh, quota, success, refused }: Health, now: Date): ConnectionHealthView {
  const { tokenExpiresAt, consentedAt, connectedAt, provider } = connection;
  const isSince = refused !== undefined && Date.parse(refused.at) > (success ? Date.parse(success.publishedAt) : 0);
  const isRefused = isSince && refused.keyVersion === connection.keyVersion;
  const grantedAt = refresh?.lastRefreshedAt ?? consentedAt ?? connectedAt;
  return {
    state:
      connection.state === 'disconnecting'
        ? 'disconnecting'
        : stateOf({ leftMs: Date.parse(tokenExpiresAt) - now.getTime(), isRefused, problem: refresh?.problem }),
    valid_until: tokenExpiresAt,
    last_refresh_at: refresh?.lastRefreshedAt ?? null,
    last_refresh_failed_at: refresh?.problem === undefined ? null : refresh.lastTriedAt,
    last_success_at: success?.publishedAt ?? null,
    refused_at: isRefused ? refused.at : null,
    quota: quota ? { used: quota.used, total: quota.total, window_seconds: quota.windowMs / 1000, read_at: quota.readAt } : null,
    grant_ends_at: new Date(Date.parse(grantedAt) + providerFacts[provider].grantDays * dayMs).toISOString(),
  };
}

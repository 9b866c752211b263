/**
 * Keeps one connection alive: refreshes its token in time, and tells its owner when that fails. Every step is stored before the next,
 * under the condition that the token row is still as it was read; losing, repeating or reordering messages is harmless.
 */
import { type Connection, type SealedToken, tokenMoved } from '../core/connection.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { freshHealth, type RefreshHealth, type RefreshProblem } from '../core/health.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import type { RefreshMessage } from '../core/messages.ts';
import type { Write } from '../core/ports.ts';
import { dueAfterAttempt, nextRefreshStep, refreshProblemOf, tellAgainMs } from '../core/refresh.ts';
import type { User } from '../core/user.ts';
import type { ConnectingDeps, Sends } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { type StoreRefreshedDeps, storeRefreshed } from './store-refreshed.ts';
import { withToken } from './with-token.ts';

export type RefreshDeps = ConnectingDeps & StoreRefreshedDeps & Sends<'mail'>;

/** What happened, for the log. `superseded`: a newer token was stored meanwhile, or everything was told to stop. */
export type Refreshed = {
  outcome: 'none' | 'early' | 'busy' | 'stopped' | 'expired' | 'refreshed' | 'superseded' | 'failed';
  problem?: RefreshProblem;
};

type Work = { user: User; connection: Connection; token: SealedToken; health: RefreshHealth };

/** Moves the token row on and writes the health beside it; whoever has read the same row before us, or a new consent, makes this fail. */
async function keep(
  deps: RefreshDeps,
  work: Work,
  dueAt: string | undefined,
  health: RefreshHealth,
  ...more: readonly Write[]
): Promise<Work> {
  const { userId, id } = work.connection;
  const { dueAt: _, ...row } = work.token;
  const token: SealedToken = { ...row, rev: row.rev + 1, ...(dueAt === undefined ? {} : { dueAt }) };
  await deps.commit([deps.tokens.replace(userId, id, work.token, token), deps.health.put(userId, id, 'refresh', health), ...more]);
  return { ...work, token, health };
}

async function warn(deps: RefreshDeps, work: Work, daysLeft: number): Promise<Refreshed> {
  const again = new Date(deps.now().getTime() + tellAgainMs).toISOString();
  return tell(deps, await keep(deps, work, again, { ...work.health, telling: daysLeft }), daysLeft);
}

/** The intent is stored, so a crash here only repeats the message; the mailer takes each threshold once. Then a refresh is tried at once. */
async function tell(deps: RefreshDeps, work: Work, daysLeft: number): Promise<Refreshed> {
  const { userId: user_id, id: connection_id } = work.connection;
  const ids = { user_id, connection_id, key_version: work.token.keyVersion };
  const message: MailMessage = { kind: 'connection_trouble', ...ids, days_left: daysLeft };
  await deps.sendMessage('mail', message, { group: connection_id });
  const { telling: _, ...health } = work.health;
  const told = await keep(deps, work, deps.now().toISOString(), { ...health, warned: [...health.warned, daysLeft] });
  return refresh(deps, told);
}

/** The attempt counts as failed before it begins: whatever breaks it off, it is repeated later, and later each time. */
async function claim(deps: RefreshDeps, work: Work): Promise<Work> {
  const now = deps.now();
  const health = { ...work.health, failures: work.health.failures + 1, lastTriedAt: now.toISOString() };
  const chance = (deps.randomBytes(1)[0] ?? 0) / 256;
  return keep(deps, work, dueAfterAttempt(work.token, health, now, chance), health);
}

async function fail(deps: RefreshDeps, work: Work, problem: RefreshProblem): Promise<Refreshed> {
  const { userId, id } = work.connection;
  const isNew = work.health.problem !== problem;
  const event = isNew ? [eventWrite(deps, userId, 'token_refresh_failed', { connection: id, problem })] : [];
  await keep(deps, work, work.token.dueAt, { ...work.health, problem }, ...event);
  return { outcome: 'failed', problem };
}

async function refresh(deps: RefreshDeps, work: Work): Promise<Refreshed> {
  const claimed = await claim(deps, work);
  const { connection, user } = claimed;
  const provider = deps.providers[connection.provider];
  try {
    const isStored = await withToken(deps, connection, async (token, keyVersion) => {
      if (keyVersion !== claimed.token.keyVersion) throw tokenMoved();
      const granted = await provider.refresh(token, deps.now());
      return storeRefreshed(deps, claimed, { user, granted });
    });
    return { outcome: isStored ? 'refreshed' : 'superseded' };
  } catch (error) {
    const problem = error instanceof AppError ? refreshProblemOf(error.kind) : undefined;
    if (problem === undefined) throw error;
    return fail(deps, claimed, problem);
  }
}

async function leaveIndex(deps: RefreshDeps, work: Work, outcome: 'stopped' | 'expired'): Promise<Refreshed> {
  await keep(deps, work, undefined, work.health);
  return { outcome };
}

async function perform(deps: RefreshDeps, { user_id: userId, connection_id: id }: RefreshMessage): Promise<Refreshed> {
  const token = await deps.tokens.get(userId, id);
  if (!token) return { outcome: 'none' };
  const health = (await deps.health.refresh(userId, id)) ?? freshHealth(deps.now().toISOString());
  const step = nextRefreshStep(token, health, deps.now());
  if (step.kind === 'rest') return { outcome: 'none' };
  if (step.kind === 'wait') return { outcome: 'early' };
  const connection = await deps.connections.get(userId, id);
  const user = await deps.users.get(userId);
  if (!connection || !user) return { outcome: 'none' };
  const work: Work = { user, connection, token, health };
  if (connection.state !== 'active') return leaveIndex(deps, work, 'stopped');
  if (step.kind === 'expire') return leaveIndex(deps, work, 'expired');
  if (step.kind === 'warn') return warn(deps, work, step.daysLeft);
  return step.kind === 'tell' ? tell(deps, work, step.daysLeft) : refresh(deps, work);
}

/** Handles one message. Of two workers at the same row one goes on. */
export async function refreshConnection(deps: RefreshDeps, message: RefreshMessage): Promise<Refreshed> {
  try {
    return await perform(deps, message);
  } catch (error) {
    if (isAppError(error, 'conflict', 'token_moved')) return { outcome: 'busy' };
    throw error;
  }
}

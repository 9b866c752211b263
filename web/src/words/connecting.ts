/** Why connecting did not work, what a scope allows, and how long a connection lasts, in plain words. */
import type { ConnectionHealthView, ConnectionView } from '../../../lib/core/api.ts';
import type { EndedBy } from '../../../lib/core/ending.ts';
import { dayWords, minuteWords, whenWords } from './dates.ts';
import type { Tone } from './statuses.ts';

export type Advice = { sentence: string; remedy: string };

const problems: Readonly<Record<string, Advice>> = {
  access_denied: {
    sentence: 'You said no on the platform, so nothing was connected.',
    remedy: 'Press Connect again if that was not what you meant.',
  },
  state_not_valid: {
    sentence: 'This attempt was too old, or it began in another browser.',
    remedy: 'Press Connect again and finish within ten minutes, in this browser.',
  },
  provider_refused: { sentence: 'The platform refused the connection.', remedy: 'Press Connect again. If it happens twice, tell us.' },
  already_connected_elsewhere: {
    sentence: 'This account is already connected by another person here.',
    remedy: 'It has to be disconnected there first, or choose another account on the platform.',
  },
  permission_missing: {
    sentence: 'The permission to publish was left out, so nothing was connected.',
    remedy: 'Press Connect again and leave every permission ticked.',
  },
  disconnecting: {
    sentence: 'This account is still being disconnected.',
    remedy: 'That ends by itself within a few minutes. Then press Connect again.',
  },
  provider_unavailable: { sentence: 'The platform could not be reached.', remedy: 'Try again in a few minutes.' },
};

/** `endsAt`: when what is in the way ends by itself. */
export function connectProblem(code: string, endsAt: string | null = null): Advice {
  const known = problems[code] ?? unknownProblem(code);
  if (endsAt === null || Number.isNaN(Date.parse(endsAt))) return known;
  return { ...known, remedy: `That ends by itself at about ${endWords(endsAt)}. Then press Connect again.` };
}

const unknownProblem = (code: string): Advice => ({
  sentence: 'The account could not be connected.',
  remedy: `Press Connect again. If it happens twice, tell us this word: ${code.slice(0, 60)}`,
});

/** The minute after it: the eraser needs some seconds. */
const endWords = (iso: string): string => minuteWords(new Date(Date.parse(iso) + 60_000).toISOString());

const stoppers: Partial<Record<EndedBy, string>> = {
  removed_at_platform: 'Postora was removed from its apps at the platform.',
  deletion_at_platform: 'The platform told Postora to delete what it has of it.',
};

/** What happens to a connection that is being let go, and when it is over. */
export function leavingWords({ stopped_by, ends_at }: Pick<ConnectionView, 'stopped_by' | 'ends_at'>): Advice {
  const end = ends_at === null ? 'within some minutes' : `at about ${endWords(ends_at)}`;
  return {
    sentence: (stopped_by && stoppers[stopped_by]) ?? 'It is being disconnected.',
    remedy: `Nothing new goes out there. A post may be on its way at this very moment, so Postora waits that out and then erases the token and its key: ${end}, by itself. After that you can connect it again.`,
  };
}

const scopes: Readonly<Record<string, string>> = {
  threads_basic: 'See the profile and its posts',
  threads_content_publish: 'Publish posts that you approved',
  sandbox_publish: 'Publish posts that you approved, where only you see them',
};
export const scopeWords = (scope: string): string => scopes[scope] ?? scope;

const dayMs = 86_400_000;

const daysLeft = (days: number): string => (days === 0 ? 'Less than a day left' : days === 1 ? '1 day left' : `${days} days left`);

export type Health = { tone: Tone; label: string; remedy?: string };

export function healthOf({ health, can_publish }: ConnectionView, now: number): Health {
  if (health.state === 'disconnecting') return { tone: 'moving', label: 'Disconnecting' };
  const days = daysUntil(health.valid_until, now);
  if (days < 0) return { tone: 'bad', label: 'Expired', remedy: 'Posts for it wait until you connect it again.' };
  if (health.state === 'reconnect' && health.refused_at !== null) {
    const remedy = 'The platform does not accept it any more. Connect it again: what waits for it then goes on.';
    return { tone: 'bad', label: 'Needs you', remedy };
  }
  if (health.state === 'reconnect') {
    const remedy = `The platform does not renew it any more. Connect it again; it may stop at any time, at the latest on ${dayWords(health.valid_until)}.`;
    return { tone: 'bad', label: 'Needs you', remedy };
  }
  if (!can_publish) return { tone: 'bad', label: 'May not publish', remedy: 'Connect it again and leave every permission ticked.' };
  if (health.state === 'ending')
    return { tone: 'warn', label: daysLeft(days), remedy: 'It could not be renewed yet. Connect it again to be safe.' };
  return { tone: 'good', label: 'Works' };
}

export const daysUntil = (iso: string, now: number): number => Math.floor((Date.parse(iso) - now) / dayMs);

export function validWords(iso: string, now: number): string {
  const days = daysUntil(iso, now);
  if (days < 0) return `${dayWords(iso)} (over)`;
  return `${dayWords(iso)} (${days === 1 ? '1 day' : `${days} days`})`;
}

/** Renewing happens by itself; only a failure is worth more than a date. */
export function renewalWords({ last_refresh_at, last_refresh_failed_at }: ConnectionHealthView, now: Date): string {
  if (last_refresh_failed_at !== null) return `Failed: ${whenWords(last_refresh_failed_at, now)}`;
  return last_refresh_at === null ? 'Not needed yet' : whenWords(last_refresh_at, now);
}

export function quotaWords({ used, total, window_seconds }: NonNullable<ConnectionHealthView['quota']>): string {
  return `${used} of ${total} in ${Math.round(window_seconds / 3600)} hours`;
}

/** Why connecting did not work, what a scope allows, and how long a connection lasts, in plain words. */
import type { ConnectionView } from '../../../lib/core/api.ts';
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
    sentence: 'This account is being disconnected at this very moment.',
    remedy: 'Wait a minute, then press Connect again.',
  },
  provider_unavailable: { sentence: 'The platform could not be reached.', remedy: 'Try again in a few minutes.' },
};

export const connectProblem = (code: string): Advice =>
  problems[code] ?? {
    sentence: 'The account could not be connected.',
    remedy: `Press Connect again. If it happens twice, tell us this word: ${code.slice(0, 60)}`,
  };

const scopes: Readonly<Record<string, string>> = {
  threads_basic: 'See the profile and its posts',
  threads_content_publish: 'Publish posts that you approved',
  sandbox_publish: 'Publish posts that you approved, where only you see them',
};
export const scopeWords = (scope: string): string => scopes[scope] ?? scope;

const dayMs = 86_400_000;
const soonDays = 14;

const daysLeft = (days: number): string => (days === 0 ? 'Less than a day left' : days === 1 ? '1 day left' : `${days} days left`);

export type Health = { tone: Tone; label: string; remedy?: string };

export function healthOf({ token_expires_at, can_publish }: ConnectionView, now: number): Health {
  const days = Math.floor((Date.parse(token_expires_at) - now) / dayMs);
  if (days < 0) return { tone: 'bad', label: 'Expired', remedy: 'Posts for it wait until you connect it again.' };
  if (!can_publish) return { tone: 'bad', label: 'May not publish', remedy: 'Connect it again and leave every permission ticked.' };
  if (days < soonDays) return { tone: 'warn', label: daysLeft(days), remedy: 'Connect it again to be safe.' };
  return { tone: 'good', label: 'Works' };
}

export const daysUntil = (iso: string, now: number): number => Math.floor((Date.parse(iso) - now) / dayMs);

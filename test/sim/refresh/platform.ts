/** A platform that hands out tokens and renews them, with outages, lost answers, and people who take their consent back. */
import { AppError } from '../../../lib/core/errors.ts';
import type { Granted, ProviderAccess } from '../../../lib/core/provider.ts';
import type { Random } from '../random.ts';
import { dayMs, isDown, minuteMs, type Outage } from './weather.ts';

const lifeMs = 60 * dayMs;
const minAgeMs = dayMs;
/** Open question Q9: the string that was renewed is assumed to work a little longer. */
const oldLifeMs = 60 * minuteMs;
const answerLoss = 0.005;

/** `removed`: the person took the app away. `fixed`: the platform will not extend this consent. */
export type Consent = 'normal' | 'removed' | 'fixed';
type Token = { value: string; issuedMs: number; endsMs: number };

const unavailable = () => new AppError('unavailable', 'provider_unavailable', 'no answer');
const refused = () => new AppError('reconnect', 'reconnect_needed', 'refused');

export type Platform = {
  provider: ProviderAccess;
  setConsent: (consent: Consent) => void;
  consent: () => Consent;
  /** The answer to the newest refresh never arrived, so that we hold a string which the platform has replaced. */
  isStranded: () => boolean;
  /** Refreshes that came too early, which must never happen. */
  tooYoung: () => number;
  refreshes: () => number;
  /** Does the platform still take this string? */
  takes: (value: string) => boolean;
};

/** Told of each token whose answer arrives. */
export type OnGranted = (granted: Granted, by: 'consent' | 'refresh') => void;
type Input = { now: () => number; random: Random; downTimes: readonly Outage[]; onGranted?: OnGranted | undefined };

/** One account at the platform. */
export function platform({ now, random, downTimes, onGranted = () => {} }: Input): Platform {
  const tokens: Token[] = [];
  let consent: Consent = 'normal';
  let isStranded = false;
  const counts = { tooYoung: 0, refreshes: 0 };
  const present = (value: string): Token | undefined => tokens.find((token) => token.value === value && now() < token.endsMs);

  /** Its end is counted by the asker's clock, from before the call: never later than the platform's own. */
  const issue = (askedAt: Date): Granted => {
    const token = { value: `token-${tokens.length + 1}`, issuedMs: now(), endsMs: now() + lifeMs };
    tokens.push(token);
    return { accessToken: token.value, expiresAt: new Date(askedAt.getTime() + lifeMs) };
  };

  const refresh = async (value: string, askedAt: Date): Promise<Granted> => {
    if (isDown(downTimes, now())) throw unavailable();
    const token = present(value);
    if (!token || consent === 'removed') throw refused();
    if (consent === 'fixed') throw new AppError('rejected', 'permission_missing', 'refused');
    if (now() - token.issuedMs < minAgeMs) {
      counts.tooYoung += 1;
      throw refused();
    }
    counts.refreshes += 1;
    token.endsMs = Math.min(token.endsMs, now() + oldLifeMs);
    const granted = issue(askedAt);
    isStranded = random.chance(answerLoss);
    if (isStranded) throw unavailable();
    onGranted(granted, 'refresh');
    return granted;
  };

  const provider: ProviderAccess = {
    name: 'threads',
    authorizationUrl: async ({ state }) => `https://platform.example/?${new URLSearchParams({ state })}`,
    exchangeCode: async (input) => {
      const granted = issue(input.now);
      onGranted(granted, 'consent');
      return granted;
    },
    refresh,
    profile: async () => ({ remoteId: '1', username: 'ada.paints', name: '', pictureUrl: '', biography: '' }),
    grantedScopes: async () => ['threads_basic', 'threads_content_publish'],
  };
  return {
    provider,
    setConsent: (next) => {
      consent = next;
    },
    consent: () => consent,
    isStranded: () => isStranded,
    tooYoung: () => counts.tooYoung,
    refreshes: () => counts.refreshes,
    takes: (value) => present(value) !== undefined,
  };
}

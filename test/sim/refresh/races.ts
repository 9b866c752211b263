/**
 * Two refreshers and a person who connects again, all at once: before and after each of their port calls chance decides who comes next,
 * and sometimes minutes pass, so that a refresher that is still at work is taken for dead. The newest token must be the one that stays.
 */
import { refreshConnection } from '../../../lib/app/refresh-connection.ts';
import { withToken } from '../../../lib/app/with-token.ts';
import { isAppError } from '../../../lib/core/errors.ts';
import type { Granted } from '../../../lib/core/provider.ts';
import { aUser } from '../../support/builders.ts';
import { type Random, seededRandom } from '../random.ts';
import { type Account, consent, openAccount } from './open-account.ts';
import { dayMs, minuteMs } from './weather.ts';

const startMs = Date.parse('2026-11-23T09:00:00Z');
/** How often minutes pass at a step. */
const passes = 0.15;

/** Whoever calls a port waits here until chance lets one go on; `isOpen` lets everybody through. */
function turnstile(random: Random) {
  const waiting: (() => void)[] = [];
  const state = { isOpen: true };
  const turn = (): Promise<void> => (state.isOpen ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)));
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    await turn();
    const value = await work();
    await turn();
    return value;
  };
  const drive = async (all: Promise<unknown>, pass: (ms: number) => void): Promise<void> => {
    state.isOpen = false;
    let isDone = false;
    void all.finally(() => {
      isDone = true;
    });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) break;
      waiting.splice(random.between(0, waiting.length - 1), 1)[0]?.();
      pass(random.chance(passes) ? random.between(1, 5) * minuteMs : random.between(1, 50));
    }
    state.isOpen = true;
  };
  return { around, drive };
}

type Given = { granted: Granted; by: 'consent' | 'refresh' };

/** What should be there in the end: the token of the newest consent, or of one consent the one that ends last. */
function wanted(given: readonly Given[]): Granted | undefined {
  const last = given.findLastIndex(({ by }) => by === 'consent');
  return given.slice(last).reduce<Granted | undefined>((best, { granted, by }) => {
    const isOfThisConsent = by === 'consent' || last === 0;
    return isOfThisConsent && (!best || granted.expiresAt > best.expiresAt) ? granted : best;
  }, undefined);
}

async function judge({ deps, site }: Account, given: readonly Given[]): Promise<string[]> {
  const user = aUser();
  const [owner] = given;
  const found = await deps.connections.owner('threads', await deps.keyedHash('remote', 'threads\n1'));
  const connection = found && (await deps.connections.get(user.id, found.connectionId));
  const token = connection && (await deps.tokens.get(user.id, connection.id));
  if (!owner || !connection || !token) return ['nothing is stored'];
  const held = await withToken(deps, connection, async (value) => value).catch(() => 'nothing that opens');
  const best = wanted(given);
  return [
    ...(held === best?.accessToken ? [] : [`held ${held}, wanted ${best?.accessToken}`]),
    ...(site.takes(held) ? [] : [`the platform does not take ${held}`]),
    ...(connection.keyVersion === token.keyVersion && connection.tokenExpiresAt === token.expiresAt ? [] : ['two rows disagree']),
    ...(token.dueAt === undefined ? ['left the index'] : []),
  ];
}

export type Race = { faults: string[]; refreshes: number; hasConsent: boolean };

export async function race(seed: string): Promise<Race> {
  const random = seededRandom(seed);
  const gate = turnstile(random);
  const given: Given[] = [];
  const onGranted = (granted: Granted, by: Given['by']) => void given.push({ granted, by });
  const account = openAccount({ atMs: startMs, random, theirs: [], onGranted }, gate.around);
  const { clock, deps, refresher } = account;
  await deps.commit(deps.users.create(aUser(), 'hash'));
  const { userId, id } = await consent(account);
  clock.ms += 16 * dayMs;
  const hasConsent = random.chance(0.6);
  const message = { kind: 'refresh', user_id: userId, connection_id: id } as const;
  const refreshers = [1, 2].map(async () => {
    await gate.around(async () => {});
    await refreshConnection(refresher, message);
    await refreshConnection(refresher, message);
  });
  const all = Promise.allSettled([...refreshers, ...(hasConsent ? [consent(account)] : [])]);
  await gate.drive(all, (ms) => {
    clock.ms += ms;
  });
  // A person who takes longer than ten minutes for the round trip is asked to begin again; that is no consent.
  const failed = (await all).flatMap((one) =>
    one.status === 'rejected' && !isAppError(one.reason, 'invalid', 'state_not_valid') ? [`threw ${String(one.reason)}`] : [],
  );
  return {
    faults: [...failed, ...(await judge(account, given))],
    refreshes: given.filter(({ by }) => by === 'refresh').length,
    hasConsent,
  };
}

export type Races = { races: number; takeovers: number; lost: number; first: string | undefined };

export async function runRaces(races: number, seed: number): Promise<Races> {
  const tally: Races = { races, takeovers: 0, lost: 0, first: undefined };
  for (let n = 1; n <= races; n += 1) {
    const { faults, refreshes } = await race(`${seed} race ${n}`);
    if (refreshes > 1) tally.takeovers += 1;
    if (faults.length === 0) continue;
    tally.lost += 1;
    tally.first ??= `race ${n}: ${faults.join('; ')}`;
  }
  return tally;
}

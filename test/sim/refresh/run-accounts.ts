/** Target T2.9: many accounts for many days, each through its own life, all under the same outages. */
import { seededRandom } from '../random.ts';
import { type Life, liveThrough } from './account.ts';
import type { Consent } from './platform.ts';
import { dayMs, outages } from './weather.ts';

export type Plan = { accounts: number; days: number; seed: number };
export type Tally = Omit<Life, 'broken'> & Plan & { broken: Map<string, number> };

const startMs = Date.parse('2026-11-23T09:00:00Z');
/** Some people take the app away, some consents cannot be extended: their ends are wanted, and they have to hear of it. */
const fates = { removed: 0.03, fixed: 0.02 };

function fateOf(chance: number): Consent {
  if (chance < fates.removed) return 'removed';
  return chance < fates.removed + fates.fixed ? 'fixed' : 'normal';
}

export async function runAccounts({ accounts, days, seed }: Plan, onProgress: (tally: Tally) => void = () => {}): Promise<Tally> {
  const sky = seededRandom(`${seed} weather`);
  const shared = { startMs, endMs: startMs + days * dayMs, ours: outages(sky, startMs, days, 40), theirs: outages(sky, startMs, days, 25) };
  const tally: Tally = { accounts: 0, days, seed, refreshes: 0, mails: 0, avoidable: 0, wanted: 0, lostOnTheLine: 0, broken: new Map() };
  for (let n = 1; n <= accounts; n += 1) {
    const random = seededRandom(`${seed} ${n}`);
    const { broken, ...life } = await liveThrough({ ...shared, random }, fateOf(random.next()));
    tally.accounts = n;
    for (const name of ['refreshes', 'mails', 'avoidable', 'wanted', 'lostOnTheLine'] as const) tally[name] += life[name];
    for (const what of broken) tally.broken.set(what, (tally.broken.get(what) ?? 0) + 1);
    onProgress(tally);
  }
  return tally;
}

export const brokenPromises = ({ broken }: Tally): number => [...broken.values()].reduce((sum, count) => sum + count, 0);
export const isClean = (tally: Tally): boolean => tally.avoidable === 0 && brokenPromises(tally) === 0;

export const summary = (tally: Tally): string =>
  `accounts ${tally.accounts} days ${tally.days} avoidable expiries ${tally.avoidable} broken promises ${brokenPromises(tally)} ` +
  `refreshes ${tally.refreshes} wanted expiries ${tally.wanted} lost on the line ${tally.lostOnTheLine} mails ${tally.mails}`;

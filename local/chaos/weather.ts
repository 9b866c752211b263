/** The storm at the simulator: one fault of its table after the other, for one account or all, by the dice of the seed. */
import type { Random } from '../../test/sim/random.ts';
import type { NewFault } from '../threads/faults/fault.ts';
import { type CallName, type FaultName, faultRow, faultTable, isFaultName } from '../threads/faults/table.ts';
import type { SettingsPatch } from '../threads/settings.ts';

/** The calls that Postora makes. */
const calls = ['code_exchange', 'token_exchange', 'profile', 'create', 'status', 'publish', 'read', 'list', 'quota'] as const;
const isMade = (call: CallName): boolean => calls.some((made) => made === call);
const callsOf = (name: FaultName): CallName[] => faultRow(name).calls.filter(isMade);

export const stormFaults: FaultName[] = Object.keys(faultTable)
  .filter(isFaultName)
  .filter((name) => callsOf(name).length > 0);

/** Lags and lengths in scaled time: from nothing to what outlives a whole search for an outcome. */
const lengths = [500, 5_000, 30_000, 120_000, 900_000] as const;

function oneFault(random: Random, name: FaultName, accounts: readonly string[]): NewFault {
  const possible = callsOf(name);
  // The one call that cannot be taken back gets half of what may strike anywhere.
  const call =
    possible.includes('publish') && random.chance(0.5) ? 'publish' : (possible[random.between(0, possible.length - 1)] ?? 'publish');
  const account = random.chance(0.85) ? accounts[random.between(0, accounts.length - 1)] : undefined;
  return {
    name,
    call,
    ...(account === undefined ? {} : { account }),
    times: random.between(1, 3),
    skip: random.between(0, 1),
    probability: random.pick([0.4, 0.7, 1]),
    seed: random.between(1, 1_000_000),
    ...(faultRow(name).ms === undefined ? {} : { ms: random.pick(lengths) }),
  };
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A deck with every fault once; when it is through, it is shuffled again. */
export function faultDeck(random: Random, accounts: readonly string[]): () => NewFault {
  let deck: FaultName[] = [];
  return () => {
    if (deck.length === 0) deck = shuffled(random, stormFaults);
    return oneFault(random, deck.pop() ?? 'slow', accounts);
  };
}

/** What is only set for all accounts at once: the open questions of the fact sheet, answered differently from time to time. */
export const randomSettings = (random: Random): SettingsPatch => ({
  doublePublish: random.pick(['second_post', 'second_post', 'same_id', 'error']),
  imageFailure: random.pick(['refuse', 'error_status']),
  mediaProbe: random.pick(['none', 'head', 'range']),
  imageReadyDelayMs: random.pick([2_000, 20_000]),
  carouselReadyDelayMs: random.pick([2_000, 40_000]),
});

export const calmSettings: SettingsPatch = {
  imageFailure: 'refuse',
  mediaProbe: 'none',
  imageReadyDelayMs: 2_000,
  carouselReadyDelayMs: 2_000,
};

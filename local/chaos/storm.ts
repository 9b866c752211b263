/** Everything that goes wrong while posts are written: kills, faults, a revoked token, a stop by the operator, repeated and late messages. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Random, seededRandom } from '../../test/sim/random.ts';
import type { Trouble } from '../trouble.ts';
import type { Scene, Tally } from './scene.ts';
import { calmSettings, faultDeck, randomSettings } from './weather.ts';

/** The worker that makes the irreversible call is hit most. */
const victims = [
  'publisher',
  'publisher',
  'publisher',
  'publisher',
  'publisher',
  'sweeper',
  'sweeper',
  'publish',
  'publish',
  'approve',
  'approve',
  'auth',
  'connect',
  'media',
  'mailer',
  'operator',
  'delete',
] as const;

export type StormTrouble = Trouble & { now: { isOn: boolean; isMediaDown: boolean } };

/** Of the cloud's own parts; off until the storm begins. */
export function stormTrouble(seed: number, tally: Tally): StormTrouble {
  const random = seededRandom(`chaos messages ${seed}`);
  const now = { isOn: false, isMediaDown: false };
  const note = (what: string, is: boolean): boolean => {
    if (is) tally.add(what);
    return is;
  };
  return {
    now,
    message: () => ({
      copies: note('message sent twice', now.isOn && random.chance(0.15)) ? 2 : 1,
      lateSeconds: note('message late', now.isOn && random.chance(0.15)) ? random.between(1, 120) : 0,
    }),
    isMediaDown: () => note('media refused', now.isOn && now.isMediaDown),
  };
}

type Act = { random: Random; everyMs: readonly [number, number]; run: () => Promise<void> };

/** Repeats an act at moments that the dice choose, until the storm ends. What it does may fail: this is a storm. */
async function repeat({ random, everyMs: [least, most], run }: Act, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(random.between(least, most), undefined, { signal }).catch(() => {});
    if (!signal.aborted) await run().catch(() => {});
  }
}

export type StormOptions = { scene: Scene; seed: number; accounts: readonly string[]; trouble: StormTrouble; tally: Tally };

function actsOf({ scene, seed, accounts, trouble, tally }: StormOptions): Act[] {
  const { cloud, threads } = scene;
  const dice = (of: string) => seededRandom(`chaos ${of} ${seed}`);
  const [kills, faults, settings, revokes, stops, media] = ['kills', 'faults', 'settings', 'revokes', 'stops', 'media'].map(dice);
  if (!kills || !faults || !settings || !revokes || !stops || !media) return [];
  const draw = faultDeck(faults, accounts);
  const kill = async () => tally.add('process killed', cloud.kill(kills.pick(victims), 'SIGKILL'));
  const fault = () => threads.addFault(draw());
  const revoke = async () => {
    await threads.revoke(accounts[revokes.between(0, accounts.length - 1)] ?? '');
    tally.add('token revoked');
  };
  const stop = async () => {
    await cloud.invoke('operator', { command: 'stop_publishing', reason: 'A storm.' });
    tally.add('all publishing stopped');
    await wait(stops.between(1_000, 4_000));
    await cloud.invoke('operator', { command: 'resume_publishing' });
  };
  const mediaDown = async () => {
    trouble.now.isMediaDown = true;
    await wait(media.between(500, 4_000));
    trouble.now.isMediaDown = false;
  };
  return [
    { random: kills, everyMs: [200, 2_500], run: kill },
    { random: faults, everyMs: [400, 1_200], run: fault },
    { random: settings, everyMs: [5_000, 15_000], run: () => threads.changeSettings(randomSettings(settings)) },
    { random: revokes, everyMs: [30_000, 60_000], run: revoke },
    { random: stops, everyMs: [30_000, 60_000], run: stop },
    { random: media, everyMs: [5_000, 20_000], run: mediaDown },
  ];
}

/** Begins at once; the returned function ends it, takes everything back, and counts the faults that struck. */
export function startStorm(options: StormOptions): () => Promise<void> {
  const { scene, trouble, tally } = options;
  const ending = new AbortController();
  trouble.now.isOn = true;
  const acts = actsOf(options).map((act) => repeat(act, AbortSignal.any([ending.signal, scene.signal])));
  return async () => {
    ending.abort();
    await Promise.all(acts);
    trouble.now.isOn = false;
    const struck = (await scene.threads.faults()).filter((fault) => fault.struck > 0);
    tally.add(
      'call struck by a fault',
      struck.reduce((sum, fault) => sum + fault.struck, 0),
    );
    tally.add('kind of fault', new Set(struck.map(({ name }) => name)).size);
    await scene.threads.clearFaults();
    await scene.threads.changeSettings(calmSettings);
    await resume(scene);
  };
}

async function resume({ cloud, signal }: Scene): Promise<void> {
  while (!signal.aborted) {
    const answer = await cloud.invoke('operator', { command: 'resume_publishing' });
    if (answer.kind === 'ok') return;
  }
}

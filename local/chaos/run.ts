/** One run: the storm while people write and approve, then calm until everything is settled, then the verdict. */
import { seededRandom } from '../../test/sim/random.ts';
import type { Cloud } from '../cloud.ts';
import { type Approved, writeAndApprove } from './author.ts';
import type { Wish } from './command.ts';
import { mend, readAll, targetsOf } from './mender.ts';
import { openPerson, type Person } from './person.ts';
import { type Plan, planOf } from './plan.ts';
import { insist, openTally, pause, type Scene, type Tally } from './scene.ts';
import { type StormTrouble, startStorm } from './storm.ts';
import { endOf, judge, type Live, type Target, type Verdict } from './verdict.ts';

export type ChaosRun = {
  cloud: Cloud;
  trouble: StormTrouble;
  tally: Tally;
  wish: Pick<Wish, 'posts' | 'seed'>;
  /** Time is up, or Ctrl-C: what is open then stays open. */
  signal: AbortSignal;
  say(line: string): void;
};

type Cast = { person: Person; approved: Approved[] };

/** Real milliseconds between two posts of one person; the next person begins when the one before is nearly through. */
const betweenMs = 450;
const afterLastMs = 15_000;
const everyMs = { storm: 8_000, calm: 2_500 } as const;

async function playPart(scene: Scene, plan: Plan, seed: number, startsAfterMs: number, cast: Cast[]): Promise<void> {
  const random = seededRandom(`chaos pauses ${plan.name} ${seed}`);
  await pause(scene, startsAfterMs);
  const approved: Approved[] = [];
  const person = await openPerson(scene, plan);
  cast.push({ person, approved });
  for (const planned of plan.posts) {
    approved.push(await writeAndApprove(scene, person, planned));
    await pause(scene, random.between(0, betweenMs));
  }
}

/** Repeats until nothing is left to do, at least once. */
async function keepMending(scene: Scene, { person, approved }: Cast, weather: () => keyof typeof everyMs): Promise<void> {
  for (;;) {
    const isDone = await mend(scene, person, approved).catch((error: unknown) => {
      scene.trouble.last = `mending: ${error instanceof Error ? error.message : String(error)}`;
      return false;
    });
    if (isDone && weather() === 'calm') return;
    await pause(scene, everyMs[weather()]);
  }
}

async function livePosts({ threads }: Scene): Promise<Live[]> {
  const accounts = await threads.accounts();
  return accounts.flatMap(({ username, posts }) =>
    posts
      .filter(({ parent_id: parent }) => parent === null)
      .map(({ id, text, is_public: isPublic }) => ({ id, account: username, text, isPublic })),
  );
}

async function targetsNow(cast: readonly Cast[]): Promise<Target[]> {
  const targets = cast.map(async ({ person, approved }) => {
    const posts = await readAll(person);
    return approved.flatMap((one) => targetsOf(one, posts));
  });
  return (await Promise.all(targets)).flat();
}

const isOut = (target: Target): boolean => endOf(target.shown) === 'published';

/** A line every ten seconds, so that nobody waits before a still screen. */
function reportProgress({ say, cloud, wish }: ChaosRun, cast: readonly Cast[], weather: () => string): () => void {
  const startedAt = performance.now();
  const timer = setInterval(async () => {
    const approved = cast.reduce((sum, one) => sum + one.approved.length, 0);
    const live = (await cloud.threads?.accounts().catch(() => []))?.reduce((sum, account) => sum + account.public_post_count, 0);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
    say(`${seconds} s  ${weather()}: ${approved} of ${wish.posts} approved, ${live} public at the simulator`);
  }, 10_000);
  return () => clearInterval(timer);
}

async function play(run: ChaosRun, scene: Scene, cast: Cast[]): Promise<void> {
  const { wish, trouble, tally, say } = run;
  const plans = planOf(wish.seed, wish.posts);
  const accounts = plans.flatMap((plan) => plan.accounts);
  for (const username of accounts) await scene.threads.addAccount({ username, name: username });
  let weather: keyof typeof everyMs = 'storm';
  const stopReporting = reportProgress(run, cast, () => weather);
  const endStorm = startStorm({ scene, seed: wish.seed, accounts, trouble, tally });
  try {
    const mending: Promise<void>[] = [];
    const startsAfter = (i: number) => i * (wish.posts / plans.length) * betweenMs;
    const parts = plans.map(async (plan, i) => {
      await playPart(scene, plan, wish.seed, startsAfter(i), cast);
      const own = cast.find(({ person }) => person.name === plan.name);
      if (own) mending.push(keepMending(scene, own, () => weather));
    });
    await Promise.all(parts);
    await pause(scene, afterLastMs);
    await endStorm();
    weather = 'calm';
    say(`        the storm is over: ${tally.text()}`);
    await Promise.all(mending);
  } finally {
    stopReporting();
  }
}

export type Outcome = Verdict & { deeds: string; lastTrouble: string; removed: number };

/** @throws when it is interrupted from outside, or when the cloud itself breaks. */
export async function runChaos(run: ChaosRun): Promise<Outcome> {
  const { cloud, signal } = run;
  if (!cloud.threads) throw new Error('the storm needs the Threads simulator');
  const scene: Scene = { cloud, threads: cloud.threads, signal, deeds: openTally(), trouble: { last: '' } };
  const cast: Cast[] = [];
  await play(run, scene, cast).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  const reading = { ...scene, signal: AbortSignal.timeout(20_000) };
  const targets = await insist(reading, 'reading all posts', () => targetsNow(cast));
  const live = await livePosts(scene);
  const ids = new Set(live.filter(({ isPublic }) => !isPublic).map(({ id }) => id));
  const removed = targets.filter((target) => isOut(target) && ids.has(target.shown?.remote_id ?? '')).length;
  return { ...judge(targets, live), deeds: scene.deeds.text(), lastTrouble: scene.trouble.last, removed };
}

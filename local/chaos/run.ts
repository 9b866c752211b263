/** One run: the storm while people write and approve, then calm until everything is settled, then the verdict. */
import { seededRandom } from '../../test/sim/random.ts';
import type { Cloud } from '../cloud.ts';
import { type Approved, writeAndApprove } from './author.ts';
import type { Wish } from './command.ts';
import { mend, readAll, targetsOf } from './mender.ts';
import { openPerson, type Person } from './person.ts';
import { type Plan, planOf } from './plan.ts';
import { insist, noting, openTally, pause, type Scene, type Tally } from './scene.ts';
import { type StormTrouble, startStorm } from './storm.ts';
import { endOf, judge, type Live, type Target, type Verdict } from './verdict.ts';

export type ChaosRun = {
  cloud: Cloud;
  trouble: StormTrouble;
  tally: Tally;
  /** The storm lasts at most `stormMs` real milliseconds. */
  wish: Pick<Wish, 'posts' | 'seed'> & { stormMs: number };
  /** Time is up, or Ctrl-C: what is open then stays open. */
  signal: AbortSignal;
  say(line: string): void;
};

/** `left`: how many of the approved posts are not settled yet, or ask for their person. */
type Cast = { person: Person; plan: Plan; approved: Approved[]; left: number };
type Weather = { now: 'storm' | 'calm' };

/** Real milliseconds between two posts of one person; the next person begins when the one before is nearly through. */
const betweenMs = 300;
/** The storm goes on so long after the last approval. */
const afterLastMs = 12_000;
const mendEveryMs = { storm: 8_000, calm: 4_000 } as const;

async function writeAll(scene: Scene, { person, plan, approved }: Cast, seed: number): Promise<void> {
  const random = seededRandom(`chaos pauses ${plan.name} ${seed}`);
  for (const planned of plan.posts) {
    approved.push(await writeAndApprove(scene, person, planned));
    await pause(scene, random.between(0, betweenMs));
  }
}

/** Until everything is written, the storm is over and nothing is left to do. */
async function keepMending(scene: Scene, cast: Cast, weather: Weather): Promise<void> {
  const { person, plan, approved } = cast;
  for (let isDone = false; !isDone; ) {
    await pause(scene, mendEveryMs[weather.now]);
    const mayEnd = weather.now === 'calm' && approved.length === plan.posts.length;
    cast.left = await noting(scene, `mending by ${person.name}`, () => mend(scene, person, [...approved])).catch(() => approved.length);
    isDone = mayEnd && cast.left === 0;
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
function reportProgress({ say, cloud, wish }: ChaosRun, cast: readonly Cast[], weather: Weather): () => void {
  const startedAt = performance.now();
  const timer = setInterval(async () => {
    const approved = cast.reduce((sum, one) => sum + one.approved.length, 0);
    const left = cast.reduce((sum, one) => sum + one.left, 0);
    const live = (await cloud.threads?.accounts().catch(() => []))?.reduce((sum, account) => sum + account.public_post_count, 0);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
    say(`${seconds} s  ${weather.now}: ${approved} of ${wish.posts} approved, ${left} not settled, ${live} public`);
  }, 10_000);
  return () => clearInterval(timer);
}

async function endInTime({ wish, signal, tally, say }: ChaosRun, cast: readonly Cast[], end: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  let lastAt = startedAt;
  while (performance.now() - startedAt < wish.stormMs && performance.now() - lastAt < afterLastMs) {
    const isWritten = cast.reduce((sum, { approved }) => sum + approved.length, 0) === wish.posts;
    if (!isWritten) lastAt = performance.now();
    await pause({ signal }, 500);
  }
  await end();
  say(`        the storm is over: ${tally.text()}`);
}

async function play(run: ChaosRun, scene: Scene, cast: Cast[]): Promise<void> {
  const { wish, trouble, tally } = run;
  const plans = planOf(wish.seed, wish.posts);
  const accounts = plans.flatMap((plan) => plan.accounts);
  // Tokens die without a word, as when a password changes. Somebody who removes the app is deleted here, and that is not this story.
  await scene.threads.changeSettings({ deauthorizeUrl: '' });
  for (const username of accounts) await scene.threads.addAccount({ username, name: username });
  const weather: Weather = { now: 'storm' };
  const stopReporting = reportProgress(run, cast, weather);
  const endStorm = startStorm({ scene, seed: wish.seed, accounts, trouble, tally });
  const lives = plans.map(async (plan, i) => {
    await pause(scene, i * (wish.posts / plans.length) * betweenMs);
    const own: Cast = { person: await openPerson(scene, plan), plan, approved: [], left: 0 };
    cast.push(own);
    await Promise.all([writeAll(scene, own, wish.seed), keepMending(scene, own, weather)]);
  });
  const calm = endInTime(run, cast, async () => {
    await endStorm();
    weather.now = 'calm';
  });
  await Promise.all([...lives, calm]).finally(stopReporting);
}

export type Outcome = Verdict & { deeds: string; troubles: string[]; removed: number };

/** @throws when it is interrupted from outside, or when the cloud itself breaks. */
export async function runChaos(run: ChaosRun): Promise<Outcome> {
  const { cloud, signal } = run;
  if (!cloud.threads) throw new Error('the storm needs the Threads simulator');
  const scene: Scene = { cloud, threads: cloud.threads, signal, deeds: openTally(), troubles: new Map() };
  const cast: Cast[] = [];
  await play(run, scene, cast).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  const reading = { ...scene, signal: AbortSignal.timeout(20_000) };
  const targets = await insist(reading, 'reading all posts', () => targetsNow(cast));
  const live = await livePosts(scene);
  const ids = new Set(live.filter(({ isPublic }) => !isPublic).map(({ id }) => id));
  const removed = targets.filter((target) => isOut(target) && ids.has(target.shown?.remote_id ?? '')).length;
  return {
    ...judge(targets, live),
    deeds: scene.deeds.text(),
    troubles: [...scene.troubles].map(([what, why]) => `${what}: ${why}`),
    removed,
  };
}

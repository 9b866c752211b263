/** From a failing schedule to one that a person can read: as few hazards as possible, then the shortest story. */
import { isFailing, runSchedule } from './run-schedule.ts';
import { type Hazard, hazards } from './weather.ts';

type Failure = { seed: number; schedule: number; without: readonly Hazard[] };

/** How many schedules are tried for each smaller set of hazards. */
const tries = 60;
const names = Object.keys(hazards).filter((name): name is Hazard => Object.hasOwn(hazards, name));

/** The failing schedule with the shortest story; undefined if none of them fails. */
async function shortest(seed: number, candidates: Iterable<number>, without: readonly Hazard[]): Promise<number | undefined> {
  let best: { schedule: number; length: number } | undefined;
  for (const schedule of candidates) {
    const result = await runSchedule(seed, schedule, { without, isStoryWanted: true });
    if (isFailing(result) && result.story.length < (best?.length ?? Number.POSITIVE_INFINITY))
      best = { schedule, length: result.story.length };
  }
  return best?.schedule;
}

/** Leaving a hazard out changes what chance does afterwards, so other schedules of the seed are tried with the smaller set, too. */
export async function shrink({ seed, schedule, without }: Failure): Promise<Omit<Failure, 'seed'>> {
  let found = { schedule, without: [...without] };
  for (const name of names) {
    if (found.without.includes(name)) continue;
    const fewer = [...found.without, name];
    const still = await shortest(seed, [found.schedule, ...Array.from({ length: tries }, (_, i) => i + 1)], fewer);
    if (still !== undefined) found = { schedule: still, without: fewer };
  }
  return found;
}

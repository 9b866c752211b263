/**
 * T9.4: people who delete everything at some point of running work, in the simulator of the publish path: its weather, its faults, three
 * publishers, two erasers. Invariant I4: no provider call begins after "done", and nothing of the person is left then.
 */

import { requestOwnDeletion } from '../../../lib/app/request-deletion.ts';
import { notSignedIn } from '../../../lib/core/session.ts';
import { addEraser, addPublisher, addSweeper, request } from '../functions.ts';
import { caller, live, type People } from '../people.ts';
import { moveIn } from '../run-schedule.ts';
import type { Hazard } from '../weather.ts';
import { openWorld, type World } from '../world.ts';

/** After the last fault everything has this long to come to rest. */
const restMs = 26 * 3_600_000;

export type Outcome = { deletions: number; i4: string[]; leftBehind: string[]; others: string[]; story: readonly string[] };

/** What the front door checks of every request: a session of an epoch that has passed opens nothing. */
function openDoors(world: World, userId: () => string | undefined): void {
  world.deleting = {
    requireSignedIn: async (users) => {
      const id = userId();
      const user = id === undefined ? undefined : await users.get(id);
      if (id !== undefined && user?.epoch !== 1) throw notSignedIn();
    },
  };
}

/** Presses the button until something was heard of it. */
async function deleteEverything(people: People): Promise<void> {
  const { world } = people;
  await world.scheduler.sleep(world.random.between(0, world.random.pick([5_000, 60_000, 600_000])));
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await request(world, 'delete', 'delete everything', (ports) => requestOwnDeletion(ports, caller(people)));
    if (answer.kind === 'done') return;
    const isGone = answer.kind === 'threw' && answer.error instanceof Error && answer.error.message === notSignedIn().message;
    if (isGone) return;
    await world.scheduler.sleep(world.random.between(500, 20_000));
  }
}

/** Items that lead to the person or to one of their connections; the ledger knows them by hash alone. */
function leftBehind({ database }: World, { user, linked }: People): string[] {
  const traces = [user.id, user.id.slice(4), user.address, ...linked.map(({ id }) => id)];
  return [...database.dump('main'), ...database.dump('vault'), ...database.dump('ledger')]
    .filter((item) => traces.some((trace) => JSON.stringify(item).includes(trace)))
    .map(({ pk, sk, kind }) => `${kind} ${pk} ${sk}`);
}

export async function runDeletion(seed: number, schedule: number, without: readonly Hazard[], isStoryWanted = false): Promise<Outcome> {
  const world = openWorld(`${seed}/deletion/${schedule}`, { without: [...without, 'operator_stop', 'tampering'], isStoryWanted });
  const { scheduler, witness, calls, startAt, weather } = world;
  let people: People | undefined;
  let isOver = false;
  openDoors(world, () => people?.user.id);
  const act = async (): Promise<void> => {
    const moved = await moveIn(world);
    people = moved;
    for (let i = 1; i <= 3; i += 1) addPublisher(world, `publisher-${i}`);
    for (let i = 1; i <= 2; i += 1) addEraser(world, `eraser-${i}`);
    addSweeper(world);
    await Promise.all([live(moved), deleteEverything(moved)]);
    isOver = true;
  };
  const acting = act();
  await scheduler.run(() => isOver && witness.open() === 0 && calls.pending() === 0, startAt + weather.faultyMs + restMs);
  if (isOver) await acting;
  witness.atTheEnd();
  const { violations, duplicates, lost, stuck } = witness.findings;
  const i4 = violations.filter((what) => what.includes('was called done'));
  const others = [...violations.filter((what) => !i4.includes(what)), ...duplicates, ...lost, ...stuck];
  if (!isOver) others.push('people never came to rest');
  const left = people && isOver ? leftBehind(world, people) : [];
  return { deletions: witness.deletionsDone(), i4, leftBehind: left, others, story: world.story.lines };
}

export type DeletionTally = {
  schedules: number;
  deletions: number;
  i4: number;
  leftBehind: number;
  others: number;
  first: string | undefined;
};

export async function runDeletions({ seed, from, to, without }: { seed: number; from: number; to: number; without: readonly Hazard[] }) {
  const tally: DeletionTally = { schedules: 0, deletions: 0, i4: 0, leftBehind: 0, others: 0, first: undefined };
  for (let schedule = from; schedule <= to; schedule += 1) {
    const { deletions, i4, leftBehind: left, others } = await runDeletion(seed, schedule, without);
    tally.schedules += 1;
    tally.deletions += deletions;
    tally.i4 += i4.length;
    tally.leftBehind += left.length;
    tally.others += others.length;
    const [what] = [...i4, ...left.map((item) => `left behind: ${item}`), ...others];
    if (what !== undefined) tally.first ??= `schedule ${schedule}: ${what}`;
  }
  return tally;
}

export const isCleanOfAll = ({ schedules, deletions, i4, leftBehind: left, others }: DeletionTally): boolean =>
  deletions === schedules && i4 + left + others === 0;

export const deletionSummary = ({ schedules, deletions, i4, leftBehind: left, others }: DeletionTally): string =>
  `schedules ${schedules} deletions ${deletions} left behind ${left} other findings ${others} I4 violations ${i4}`;

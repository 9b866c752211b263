/** One schedule from its first event to quiescence: set up, let everybody act, wait, ask the witness. */
import { createHash } from 'node:crypto';
import { sweep } from '../../lib/app/sweep.ts';
import { newId } from '../../lib/core/ids.ts';
import type { User } from '../../lib/core/user.ts';
import { allStores } from '../support/all-stores.ts';
import { addEraser, addPublisher, addSweeper, keyedHash } from './functions.ts';
import { connect, live, type People } from './people.ts';
import type { Findings } from './witness.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

export type Result = Findings & {
  story: readonly string[];
  /** Of the story: two runs that agree in it agree in every step. */
  traceHash: string;
  posts: number;
  portCalls: number;
};

export const isFailing = ({ duplicates, lost, stuck, violations }: Findings): boolean =>
  duplicates.length + lost.length + stuck.length + violations.length > 0;

/** After the last fault everything has this long to come to rest. */
const restMs = 26 * 3_600_000;

export async function moveIn(world: World): Promise<People> {
  const { random, scheduler, database } = world;
  const now = (): Date => new Date(scheduler.now());
  const user: User = {
    id: newId('usr', { now, randomBytes: random.bytes }),
    address: 'person@example.com',
    epoch: 1,
    createdAt: now().toISOString(),
  };
  const { users, commit } = allStores(database.direct);
  await commit(users.create(user, await keyedHash('email', user.address)));
  const people: People = { world, user, linked: [] };
  const count = random.pick([1, 1, 2, 3]);
  for (let i = 1; i <= count; i += 1) await connectCalmly(people, `account${i}`);
  if (!world.weather.isNewStage) await sweep({ ...allStores(database.direct), now, sendMessage: async () => {} });
  return people;
}

/** Like `connect`, before anything can go wrong. */
async function connectCalmly(people: People, username: string): Promise<void> {
  const { world, linked } = people;
  const before = linked.length;
  const account = world.model.connect(username);
  for (let attempt = 0; attempt < 50 && linked.length === before; attempt += 1) {
    account.isRevoked = false;
    await connect(people, account);
  }
}

/** Every connection that is there is named as the one owner of its remote account. */
async function checkOwners({ world: { database, witness }, user }: People): Promise<void> {
  const { connections } = allStores(database.direct);
  for (const connection of await connections.list(user.id)) {
    const owner = await connections.owner(connection.provider, connection.remoteHash);
    if (owner?.connectionId !== connection.id)
      witness.findings.violations.push(`${connection.id} is not named as the owner of its account`);
  }
}

export async function runSchedule(seed: number, schedule: number, options: WorldOptions = {}): Promise<Result> {
  const world = openWorld(`${seed}/${schedule}`, options);
  const { scheduler, witness, calls, story, model, random, startAt, weather, others } = world;
  let isOver = false;
  let people: People | undefined;
  const act = async (): Promise<void> => {
    people = await moveIn(world);
    await others.plant();
    const workers = random.between(1, 3);
    for (let i = 1; i <= workers; i += 1) addPublisher(world, `publisher-${i}`);
    addEraser(world, 'eraser');
    addSweeper(world);
    await live(people);
    isOver = true;
  };
  const acting = act();
  await scheduler.run(() => isOver && witness.open() + others.open() === 0 && calls.pending() === 0, startAt + weather.faultyMs + restMs);
  if (isOver) await acting;
  else witness.findings.stuck.push('people never came to rest');
  witness.atTheEnd();
  const { lost, violations } = others.findings();
  witness.findings.lost.push(...lost);
  witness.findings.violations.push(...violations);
  if (people) await checkOwners(people);
  const lines = story.lines;
  const traceHash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return { ...witness.findings, story: lines, traceHash, posts: model.posts.length, portCalls: calls.made() };
}

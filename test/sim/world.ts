/** One schedule's world: clock, chance, weather, database, queue, Threads and the witness, wired together. */
import type { KeyService } from '../../lib/core/ports.ts';
import type { Http } from '../../lib/providers/http.ts';
import type { UserStore } from '../../lib/store/user-store.ts';
import { type DueRows, dueRows } from './due-rows.ts';
import { fakeKeys } from './functions.ts';
import { type CrashAt, type PortCalls, portCalls, type Slot } from './port-call.ts';
import { type Random, seededRandom } from './random.ts';
import { type Scheduler, scheduler } from './scheduler.ts';
import { longestStallMs, type SimDatabase, simDatabase } from './sim-database.ts';
import { type SimQueue, simQueue } from './sim-queue.ts';
import { type Story, story } from './story.ts';
import { graphUrl, shortHttp, wholeHttp } from './threads-line.ts';
import { type ThreadsModel, threadsModel } from './threads-model.ts';
import { type Hazard, hazards, type Weather, weather } from './weather.ts';
import { type Witness, witness } from './witness.ts';

export type World = {
  startAt: number;
  scheduler: Scheduler;
  random: Random;
  weather: Weather;
  story: Story;
  calls: PortCalls;
  database: SimDatabase;
  queue: SimQueue;
  /** Queue `erase`: disconnecting, and deletions. */
  erase: SimQueue;
  /** What the timer has to hand to all other queues. */
  others: DueRows;
  keys: KeyService;
  model: ThreadsModel;
  witness: Witness;
  http: (slot: Slot) => Http;
  threadsAddresses: { graphUrl: string; authorizeUrl: string };
  invocations: number;
  /** The front door, where people delete everything (test/sim/deletion). */
  deleting?: { requireSignedIn: (users: UserStore) => Promise<void> };
};

const epoch = Date.parse('2026-03-01T12:00:00Z');

export type WorldOptions = {
  isStoryWanted?: boolean;
  without?: readonly Hazard[];
  /** No faults but the crash that is asked for. */
  isCalm?: boolean;
  /** Functions die at these port calls, counted over the whole schedule. */
  crashAt?: readonly CrashAt[];
};

export function openWorld(seed: string, { isStoryWanted = false, without = [], isCalm = false, crashAt = [] }: WorldOptions): World {
  const random = seededRandom(seed);
  const startAt = epoch + random.between(0, 3_600_000);
  const sky = without.reduce((w: Weather, name) => hazards[name](w), weather(random, isCalm));
  const clock = scheduler(startAt, random);
  const told = story(isStoryWanted, clock.now, startAt);
  told.tell(() => `weather ${JSON.stringify(sky)}`);
  const calls = portCalls({ scheduler: clock, random, weather: sky, story: told, startAt, crashAt });
  const watch: Witness = witness(() => model, told, clock.now);
  const platform = { now: clock.now, isFaulty: calls.isFaulty, random, weather: sky.platform, onPost: watch.onPost };
  const model: ThreadsModel = threadsModel(platform);
  const line = { scheduler: clock, calls, random, weather: sky, story: told, model, onBegin: watch.onBegin, onUnclear: watch.onUnclear };
  const { onCommitted, onSending } = watch;
  const database = simDatabase({ calls, random, stalls: seededRandom(`${seed}/index`), weather: sky, onCommitted, onSending });
  const queue = simQueue({ scheduler: clock, calls, random, weather: sky, story: told, startAt });
  const giveUpAt = startAt + sky.faultyMs + longestStallMs + 2 * 3_600_000;
  const rows = {
    scheduler: clock,
    calls,
    random: seededRandom(`${seed}/due`),
    story: told,
    database: () => database,
    isOut: queue.isOut,
    giveUpAt,
  };
  return {
    startAt,
    scheduler: clock,
    random,
    weather: sky,
    story: told,
    calls,
    database,
    queue,
    others: dueRows(rows),
    erase: simQueue({ scheduler: clock, calls, random, weather: sky, story: told, startAt }),
    keys: fakeKeys(random.bytes),
    model,
    witness: watch,
    http: (slot) => (sky.hasWholeHttp ? wholeHttp(line, slot) : shortHttp(line, slot)),
    threadsAddresses: { graphUrl, authorizeUrl: 'https://threads.com/oauth/authorize' },
    invocations: 0,
  };
}

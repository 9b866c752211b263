/** One post from its first request to its last read-back, alone in the cloud: what AWS bills for it, and how often the platform is asked. */
import { type Actor, isPublishCall, type Tally, virtualCloud } from '../cloud/cloud.ts';
import { moveIn } from '../cloud/people.ts';
import { approveAsPerson, bodies, type Kind, writeAsPerson } from '../cloud/writing.ts';

export type LifeCycle = {
  kind: Kind;
  by: Readonly<Record<Actor, Tally>>;
  messages: number;
  batches: number;
  /** Requests to the platform at or after its time, until it is live. */
  callsAtDue: number;
};

const dueInMs = 30 * 60_000;
/** The last look is ninety seconds after publishing; a chain of three takes some more. */
const restMs = 10 * 60_000;

/** A scheduled post. The sweeper's own ticks are counted under `sweeper`: they cost the same with and without posts. */
export async function lifeCycle(kind: Kind): Promise<LifeCycle> {
  const cloud = virtualCloud();
  const { scheduler, calls, tallies, queue } = cloud;
  const person = await moveIn(cloud);
  const due = new Date(scheduler.now() + dueInMs);
  const schedule = { wall_time: due.toISOString().slice(0, 16), zone: 'UTC' };
  const body = { ...bodies[kind], schedule, targets: person.connections.map(({ id }) => id) };
  const writing = writeAsPerson(cloud, person, body).then((post) => approveAsPerson(cloud, person, post));
  cloud.sweepEveryMinute(30_000);
  await scheduler.run(() => false, due.getTime() + restMs);
  await writing;
  const live = calls.find((call) => isPublishCall(call));
  if (!live) throw new Error(`a scheduled ${kind} never went out`);
  const callsAtDue = calls.filter(({ at }) => at >= due.getTime() && at <= live.at).length;
  return { kind, by: tallies, messages: queue.count.sent, batches: queue.count.batches, callsAtDue };
}

export const total = ({ by }: LifeCycle, what: keyof Tally): number => by.api[what] + by.publisher[what];

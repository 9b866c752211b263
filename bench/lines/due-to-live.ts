/** A prepared post of any kind: from its time until its readers see it. */
import { isPublishCall, virtualCloud } from '../cloud/cloud.ts';
import { moveIn } from '../cloud/people.ts';
import { approveAsPerson, bodies, type Kind, writeAsPerson } from '../cloud/writing.ts';
import { model } from '../model.ts';
import type { Line, Row } from '../row.ts';

const dueInMs = 30 * 60_000;
/** Each begins at another moment, with other ticks of the timer; the worst one counts. */
const runs = 20;

async function fromDueToLive(kind: Kind, run: number): Promise<number> {
  const cloud = virtualCloud({ seed: `due ${run}` });
  const { scheduler, calls, posts, random } = cloud;
  const person = await moveIn(cloud);
  const due = new Date(scheduler.now() + dueInMs);
  const schedule = { wall_time: due.toISOString().slice(0, 16), zone: 'UTC' };
  const body = { ...bodies[kind], schedule, targets: person.connections.map(({ id }) => id) };
  scheduler.after(
    random.between(0, 60_000),
    () => void writeAsPerson(cloud, person, body).then((post) => approveAsPerson(cloud, person, post)),
  );
  cloud.sweepEveryMinute(59_000);
  await scheduler.run(() => posts.length > 0 && calls.every(({ endedAt }) => endedAt > 0), due.getTime() + 10 * 60_000);
  const publish = calls.find(isPublishCall);
  if (!publish) throw new Error(`a scheduled ${kind} never went out`);
  return (publish.endedAt - due.getTime()) / 1000;
}

export const dueToLive: Line = {
  name: 'due',
  about: 'due → live when prepared',
  measure: async () => {
    const rows: Row[] = [];
    for (const kind of ['text', 'image', 'carousel'] as const) {
      const seen: number[] = [];
      for (let run = 1; run <= runs; run += 1) seen.push(await fromDueToLive(kind, run));
      const value = Math.max(...seen);
      const peers = { text: 'Postiz 0.6 s, cron peers 30–60 s more', image: 'Postiz 20.8 s, TryPost 5.8 s', carousel: 'Postiz 42.8 s' }[
        kind
      ];
      rows.push({
        name: `due → live, ${kind}`,
        value,
        detail: `worst of ${runs}`,
        goal: 0.35,
        unit: 's',
        limit: `${model.providerMs / 1000} s`,
        peers,
      });
    }
    return rows;
  },
};

/** From the press of "approve and publish now" until readers see the post: in all, and beyond what platform and wait table ask for. */
import { nextLookMs, waitsFor } from '../../lib/providers/threads/waits.ts';
import { isPublishCall, virtualCloud } from '../cloud/cloud.ts';
import { moveIn } from '../cloud/people.ts';
import { approveAsPerson, bodies, type Kind, writeAsPerson } from '../cloud/writing.ts';
import { model } from '../model.ts';
import type { Line, Row } from '../row.ts';

const goals = { text: 0.15, image: 0.3, carousel: 0.7 } as const;
type Measured = keyof typeof goals;
const peers = {
  text: 'TryPost 0.4 s, Postiz 20.8 s',
  image: 'TryPost 5.8 s, Postiz 20.8 s',
  carousel: 'Postiz 2.11 17.0 s, Postiz 42.8 s',
} as const satisfies Record<Measured, string>;
/** The platform's calls in a row, and one second until the container is ready. */
const limits = { text: '0.4 s', image: '1.4 s', carousel: '2.6 s' } as const satisfies Record<Measured, string>;

/** Milliseconds until live if everything of ours took no time: calls of the platform, and the first moments at which the wait table allows the next one. */
function earliestMs(kind: Measured): number {
  const call = model.providerMs;
  const items = kind === 'text' ? [] : [{ kind: 'image', url: '', alt: '' } as const];
  const waits = waitsFor({ text: '', media: items, options: {} });
  const whole = Math.max(nextLookMs(waits, 0) + waits.restMs, waits.minAgeMs) + call;
  // All items are made one after the other; they are looked at once the last one is old enough.
  return kind === 'carousel' ? 4 * call + nextLookMs(waits, 0) + call + whole : whole;
}

/** Milliseconds from the request to the answer of the publish call. */
async function fromApproveToLive(kind: Kind): Promise<number> {
  const cloud = virtualCloud();
  const { scheduler, calls } = cloud;
  const person = await moveIn(cloud);
  let pressedAt = 0;
  const write = async (): Promise<void> => {
    const post = await writeAsPerson(cloud, person, { ...bodies[kind], targets: person.connections.map(({ id }) => id) });
    pressedAt = scheduler.now();
    await approveAsPerson(cloud, person, post);
  };
  const writing = write();
  await scheduler.run(() => calls.some((call) => isPublishCall(call) && call.endedAt > 0), scheduler.now() + 10 * 60_000);
  await writing;
  return (calls.find(isPublishCall)?.endedAt ?? Number.NaN) - pressedAt;
}

export const approveToLive: Line = {
  name: 'approve',
  about: 'approve → live: overhead beyond provider calls and the wait table',
  measure: async () => {
    const rows: Row[] = [];
    for (const kind of ['text', 'image', 'carousel'] as const) {
      const totalMs = await fromApproveToLive(kind);
      const value = (totalMs - earliestMs(kind)) / 1000;
      const detail = `total ${(totalMs / 1000).toFixed(2)} s, of it platform and wait table ${(earliestMs(kind) / 1000).toFixed(1)} s`;
      rows.push({
        name: `approve → live, ${kind}: overhead`,
        value,
        goal: goals[kind],
        unit: 's',
        detail,
        limit: limits[kind],
        peers: peers[kind],
      });
    }
    return rows;
  },
};

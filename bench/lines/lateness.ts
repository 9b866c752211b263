/** Ten thousand posts due at random instants of a day's work: how late their publish call begins, with and without an outage. */
import { virtualCloud } from '../cloud/cloud.ts';
import { approved, moveIn } from '../cloud/people.ts';
import { model } from '../model.ts';
import type { Line, Row } from '../row.ts';

const postCount = 10_000;
/** Far enough ahead that the sweeper alone finds them. */
const firstInMs = 20 * 60_000;
const spanMs = 4 * 3_600_000;
const postsPerConnection = 10;
const outage = { fromMs: firstInMs + 3_600_000, lengthMs: 20 * 60_000 };

type Lateness = { sortedMs: number[]; lost: number; double: number };

/** Seconds. */
export const quantile = ({ sortedMs }: Lateness, q: number): number =>
  (sortedMs[Math.min(sortedMs.length - 1, Math.floor(q * sortedMs.length))] ?? Number.NaN) / 1000;

/** Due while nothing worked counts from the end of the outage, as its first second. */
export async function latenessOf(postCount: number, hasOutage: boolean): Promise<Lateness> {
  const cloud = virtualCloud({ seed: `lateness ${hasOutage}` });
  const { scheduler, posts, random, queue } = cloud;
  const startMs = scheduler.now();
  const outMs = { from: startMs + outage.fromMs, to: startMs + outage.fromMs + outage.lengthMs };
  const isOut = (): boolean => hasOutage && scheduler.now() >= outMs.from && scheduler.now() < outMs.to;
  const dueMs = new Map<string, number>();
  for (let i = 0; i < postCount / postsPerConnection; i += 1) {
    const person = await moveIn(cloud);
    for (let n = 0; n < postsPerConnection; n += 1) {
      const at = new Date(startMs + firstInMs + random.between(0, spanMs));
      const publication = await approved(cloud, person, at);
      dueMs.set(publication.postId, at.getTime());
    }
  }
  if (hasOutage) queue.outage(outage.fromMs, outage.lengthMs);
  cloud.sweepEveryMinute(59_000, isOut);
  await scheduler.run(() => posts.length >= postCount, startMs + firstInMs + spanMs + 3_600_000);
  // Whatever would still come: a second copy of one of them.
  const endMs = scheduler.now() + 10 * 60_000;
  await scheduler.run(() => false, endMs);
  return judge(
    posts.map(({ at, container }) => ({ at, postId: /post_\w+/.exec(container.text)?.[0] ?? '' })),
    dueMs,
    hasOutage ? outMs : undefined,
  );
}

function judge(
  live: readonly { at: number; postId: string }[],
  dueMs: ReadonlyMap<string, number>,
  out: { from: number; to: number } | undefined,
): Lateness {
  const seen = new Set(live.map(({ postId }) => postId));
  const lateMs = live.map(({ at, postId }) => {
    const due = dueMs.get(postId) ?? Number.NaN;
    const meant = out && due >= out.from && due < out.to ? out.to : due;
    return at - model.providerMs / 2 - meant;
  });
  return { sortedMs: lateMs.sort((a, b) => a - b), lost: dueMs.size - seen.size, double: live.length - seen.size };
}

function rowsOf(found: Lateness, when: string, whys: { p50?: string; p99?: string }): Row[] {
  const [first = 0] = found.sortedMs;
  const rest = { unit: 's', limit: '0 s' };
  const detail = `max ${quantile(found, 1).toFixed(1)} s, earliest ${(first / 1000).toFixed(2)} s`;
  const peers = 'Postiz ≈ 1 s, cron peers 30 s (p50), 60–120 s (max)';
  return [
    { name: `lateness${when}, p50`, value: quantile(found, 0.5), goal: 0.3, ...rest, peers, ...(whys.p50 ? { why: whys.p50 } : {}) },
    { name: `lateness${when}, p99`, value: quantile(found, 0.99), goal: 1.5, ...rest, detail, ...(whys.p99 ? { why: whys.p99 } : {}) },
    { name: `lost${when}`, value: found.lost, goal: 0, unit: '' },
    { name: `published twice${when}`, value: found.double, goal: 0, unit: '' },
  ];
}

export const lateness: Line = {
  name: 'lateness',
  about: 'how late 10,000 posts at random instants go out; the same with an outage of 20 minutes',
  measure: async () => [
    ...rowsOf(await latenessOf(postCount, false), '', {}),
    ...rowsOf(await latenessOf(postCount, true), ' with an outage', {
      p99: 'counted from the end of the outage: what became due meanwhile waits for the next tick of the timer, which comes once a minute',
    }),
  ],
};

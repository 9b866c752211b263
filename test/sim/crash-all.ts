/** `--crash-all`: a function dies before and after every port call of a calm day, once, and then at every pair of such moments. */
import type { CrashAt } from './port-call.ts';
import { isFailing, type Result, runSchedule } from './run-schedule.ts';

/** The shortest calm schedule of a seed: few port calls make all pairs of them affordable. */
async function calmest(seed: number): Promise<{ schedule: number; portCalls: number }> {
  let best = { schedule: 1, portCalls: Number.POSITIVE_INFINITY };
  for (let schedule = 1; schedule <= 60; schedule += 1) {
    const { portCalls, posts } = await runSchedule(seed, schedule, { isCalm: true });
    if (posts > 0 && portCalls < best.portCalls) best = { schedule, portCalls };
  }
  return best;
}

const sides = ['before', 'after'] as const;
const pointsOf = (portCalls: number): CrashAt[] =>
  Array.from({ length: portCalls }, (_, i) => sides.map((side) => ({ call: i + 1, side }))).flat();

const emptyCount = () => ({ duplicates: 0, lost: 0 });

export async function crashAll(seed: number, print: (line: string) => void): Promise<number> {
  Error.stackTraceLimit = 0;
  print(`seed ${seed}`);
  const { schedule, portCalls } = await calmest(seed);
  const points = pointsOf(portCalls);
  const counts = emptyCount();
  let pairs = 0;
  const count = (result: Result, where: readonly CrashAt[]): void => {
    counts.duplicates += result.duplicates.length;
    counts.lost += result.lost.length + result.stuck.length + result.violations.length;
    if (isFailing(result))
      print(`${where.map(({ call, side }) => `${side} ${call}`).join(' and ')}: ${JSON.stringify({ ...result, story: [] })}`);
  };
  for (const point of points) count(await runSchedule(seed, schedule, { isCalm: true, crashAt: [point] }), [point]);
  for (const [i, first] of points.entries()) {
    for (const second of points.slice(i + 1).filter(({ call }) => call > first.call)) {
      pairs += 1;
      count(await runSchedule(seed, schedule, { isCalm: true, crashAt: [first, second] }), [first, second]);
    }
  }
  print(`crash points ${points.length}, pairs ${pairs}, duplicates ${counts.duplicates}, lost ${counts.lost}`);
  return counts.duplicates + counts.lost === 0 ? 0 : 1;
}

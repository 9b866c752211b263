/** One tick of the timer with the same work due, among few and among many posts that wait for later. */
import { dueNow, sweepReads } from '../counts/sweep-reads.ts';
import type { Line } from '../row.ts';

export const sweepLine: Line = {
  name: 'sweep',
  about: 'read units of a sweep with 1M posts waiting ÷ with 10k',
  measure: async () => {
    const [few, many] = [await sweepReads(10_000), await sweepReads(1_000_000)];
    const detail = `${few} and ${many} units, ${dueNow} rows due in both`;
    return [
      { name: 'sweep, 1M waiting ÷ 10k', value: many / few, goal: 1, unit: '', detail, limit: '1.00', peers: 'a scan: 412 units at 10k' },
    ];
  },
};

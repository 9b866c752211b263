import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';

/** The table of docs/architecture.md, with what an edit, a cancel, a disconnect or the clock may do at any moment. */
const table = {
  waiting: 'preparing held canceled',
  preparing: 'preparing prepared waiting published held checking failed unknown canceled',
  prepared: 'sending held checking unknown canceled',
  sending: 'published preparing prepared failed held checking',
  checking: 'checking published waiting prepared failed unknown',
  held: 'held preparing prepared published checking unknown waiting failed canceled',
  unknown: 'unknown published failed',
  failed: 'failed waiting',
  canceled: 'waiting',
} as const;
const allowed = Object.entries(table).flatMap(([from, to]) => to.split(' ').map((state) => `${from} → ${state}`));

describe(explore, () => {
  const taken = new Set<string>();

  it.each([
    [2, 1, 30_000, 'ask'],
    [3, 0, 15_000, 'ask'],
    [0, 3, 500, 'ask'],
    [2, 0, 1_000, 'send_again'],
  ] as const)(
    'T7.3 all paths with %i faults and %i acts of people: never out twice, never shown as what it is not, never stuck',
    (faults, acts, atLeast, ifUnclear) => {
      const seen = explore({ faults, acts, ifUnclear });
      for (const transition of seen.transitions) taken.add(transition);

      expect([...seen.broken, ...seen.stuck]).toEqual([]);
      expect(seen.scenes).toBeGreaterThan(atLeast);
    },
  );

  it('T7.3 takes every transition of the table, and no other', () => {
    expect([...taken].sort()).toEqual(allowed.sort());
  });
});

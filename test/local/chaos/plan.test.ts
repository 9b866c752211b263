import { describe, expect, it } from 'vitest';
import { kindNames, planOf } from '../../../local/chaos/plan.ts';
import { faultDeck, stormFaults } from '../../../local/chaos/weather.ts';
import { newFaultSchema } from '../../../local/threads/faults/fault.ts';
import { callNames, faultRow, faultTable, isFaultName } from '../../../local/threads/faults/table.ts';
import { seededRandom } from '../../sim/random.ts';

describe(planOf, () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(planOf(7, 50)).toEqual(planOf(7, 50));
    expect(planOf(7, 50)).not.toEqual(planOf(8, 50));
  });

  it('holds as many posts as asked for, of every kind, some at a time and some for two accounts', () => {
    const posts = planOf(1, 200).flatMap((plan) => plan.posts);

    expect(posts).toHaveLength(200);
    expect(new Set(posts.map(({ kind }) => kind))).toEqual(new Set(kindNames));
    expect(posts.some(({ inMinutes }) => inMinutes !== undefined)).toBe(true);
    expect(posts.some(({ accounts }) => accounts.length === 2)).toBe(true);
  });

  it('gives no two posts the same words, so that each public post is known by them', () => {
    const texts = planOf(1, 200).flatMap((plan) => plan.posts.flatMap((post) => post.texts));

    expect(new Set(texts).size).toBe(texts.length);
  });

  it('leaves nobody out who has something to write, and nobody in who has not', () => {
    expect(planOf(1, 3).map(({ posts }) => posts.length)).toEqual([1, 1, 1]);
  });
});

describe(faultDeck, () => {
  it('draws every fault of the simulator that fits a call of Postora, before any comes again', () => {
    const draw = faultDeck(seededRandom('a deck'), ['ada', 'ben']);
    const names = stormFaults.map(() => draw().name);

    expect(new Set(names).size).toBe(stormFaults.length);
    const missing = Object.keys(faultTable)
      .filter(isFaultName)
      .filter((name) => !stormFaults.includes(name));
    const unused = callNames.filter((call) => stormFaults.every((name) => !faultRow(name).calls.includes(call)));
    expect([missing, unused]).toEqual([[], []]);
  });

  it('asks only for what the simulator takes', () => {
    const draw = faultDeck(seededRandom('a deck'), ['ada', 'ben']);

    for (let i = 0; i < 500; i += 1) expect(newFaultSchema.safeParse(draw()).error).toBeUndefined();
  });
});

/** The dice, and which faults can be asked for. */
import { describe, expect, it } from 'vitest';
import { diceFor, newFaultSchema } from '../../../../local/threads/faults/fault.ts';

describe(diceFor, () => {
  it('throws the same dice for the same seed, and other dice for another', () => {
    const throws = (seed: number) => Array.from({ length: 50 }, (_, i) => diceFor(seed, i + 1));

    expect(throws(1)).toEqual(throws(1));
    expect(throws(1)).not.toEqual(throws(2));
  });

  it('is spread over 0 to 1', () => {
    const below = Array.from({ length: 1000 }, (_, i) => diceFor(7, i)).filter((value) => value < 0.3);

    expect(below.length).toBeGreaterThan(250);
    expect(below.length).toBeLessThan(350);
  });
});

describe('newFaultSchema', () => {
  it.each([
    ['an unknown fault', { name: 'nonsense' }],
    ['a name every object has', { name: 'toString' }],
    ['a call it does not fit', { name: 'container_lost', call: 'publish' }],
    ['an unknown option', { name: 'slow', colour: 'red' }],
    ['a probability above 1', { name: 'slow', probability: 2 }],
  ])('refuses %s', (_what, fault) => {
    expect(newFaultSchema.safeParse(fault).success).toBe(false);
  });
});

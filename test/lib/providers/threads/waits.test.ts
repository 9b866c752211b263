import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../../lib/providers/threads/container.ts';
import { nextLookMs, untilSendMs } from '../../../../lib/providers/threads/waits.ts';

const text = kindOf({ text: 'hi' });

describe('nextLookMs', () => {
  it('looks at a text 2, 4, 8, 16 and 30 s after its creation, then every 30 s', () => {
    const ages = [0];
    while (ages.length < 9) ages.push((ages.at(-1) ?? 0) + nextLookMs(text, ages.at(-1) ?? 0));

    expect(ages.slice(1).map((ms) => ms / 1000)).toEqual([2, 4, 8, 16, 30, 60, 90, 120]);
  });

  it('catches up with the table after a late look', () => {
    expect(nextLookMs(text, 2_750)).toBe(1_250);
  });
});

describe('untilSendMs', () => {
  it.each([
    [0, 5_000],
    [2_000, 3_000],
    [5_000, 0],
    [60_000, 0],
  ])('holds a container that is %i ms old back for %i ms', (ageMs, expected) => {
    expect(untilSendMs(text, ageMs)).toBe(expected);
  });
});

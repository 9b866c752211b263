import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import { nextLookMs, untilSendMs, waitsFor } from '../../../../lib/providers/threads/waits.ts';
import { textContent } from '../../../contract/provider-setup.ts';

const withMedia = (...kinds: ('image' | 'video')[]): Content => ({
  ...textContent('hi'),
  media: kinds.map((kind) => ({ kind, url: 'https://media.example/m', alt: '' })),
});
const [text, image, video] = [waitsFor(textContent('hi')), waitsFor(withMedia('image')), waitsFor(withMedia('video'))];

describe('waitsFor', () => {
  it('gives up texts and images after 5 minutes, and after 15 whatever holds a video', () => {
    const of = (...kinds: ('image' | 'video')[]) => waitsFor(withMedia(...kinds)).maxAgeMs / 60_000;

    expect([of(), of('image'), of('image', 'image'), of('video'), of('image', 'video')]).toEqual([5, 5, 5, 15, 15]);
  });
});

describe('nextLookMs', () => {
  it.each([
    ['a text', text, [2, 4, 8, 16, 30, 60, 90, 120]],
    ['an image', image, [5, 10, 20, 30, 60, 120, 180, 240]],
    ['a video', video, [5, 10, 20, 30, 60, 120, 180, 240]],
  ])('looks at %s at these ages', (_name, waits, expected) => {
    const ages = [0];
    while (ages.length <= expected.length) ages.push((ages.at(-1) ?? 0) + nextLookMs(waits, ages.at(-1) ?? 0));

    expect(ages.slice(1).map((ms) => ms / 1000)).toEqual(expected);
  });

  it('catches up with the table after a late look', () => {
    expect(nextLookMs(text, 2_750)).toBe(1_250);
    expect(nextLookMs(image, 29_000)).toBe(1_000);
  });
});

describe('untilSendMs', () => {
  it.each([
    [0, 5_000],
    [2_000, 3_000],
    [5_000, 0],
    [60_000, 0],
  ])('holds a text that is %i ms old back for %i ms', (ageMs, expected) => {
    expect(untilSendMs(text, { ageMs, finishedMs: 0 })).toBe(expected);
  });

  it.each([
    [0, 5_000],
    [4_000, 1_000],
    [5_000, 0],
  ])('holds media that were seen FINISHED %i ms ago back for %i ms', (finishedMs, expected) => {
    for (const waits of [image, video]) expect(untilSendMs(waits, { ageMs: 600_000, finishedMs })).toBe(expected);
  });
});

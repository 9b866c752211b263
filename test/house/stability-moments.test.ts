import { describe, expect, it } from 'vitest';
import { rareMoments } from '../stability-moments.ts';

const momentsFrom = (from: string): Record<string, string> =>
  Object.fromEntries(rareMoments(new Date(from)).map(({ name, at }) => [name, at.toISOString()]));

describe(rareMoments, () => {
  it('knows the days on which clocks change on both sides of the ocean', () => {
    expect(momentsFrom('2026-12-01T06:00:00Z')).toEqual({
      "the last minute of New Year's Eve": '2026-12-31T23:59:00.000Z',
      'the last minute of next month': '2027-01-31T23:59:00.000Z',
      'the eve of summer time in Europe/Paris': '2027-03-27T01:59:00.000Z',
      'the last minute before summer time in Europe/Paris': '2027-03-28T00:59:00.000Z',
      'the eve of winter time in Europe/Paris': '2027-10-30T01:59:00.000Z',
      'the last minute before winter time in Europe/Paris': '2027-10-31T00:59:00.000Z',
      'the eve of summer time in America/New_York': '2027-03-13T07:59:00.000Z',
      'the last minute before summer time in America/New_York': '2027-03-14T06:59:00.000Z',
      'the eve of winter time in America/New_York': '2027-11-06T06:59:00.000Z',
      'the last minute before winter time in America/New_York': '2027-11-07T05:59:00.000Z',
      'the last minute of a leap day': '2028-02-29T23:59:00.000Z',
    });
  });

  it.each(['2027-03-28T00:59:30Z', '2027-12-31T23:59:30Z', '2028-02-29T12:00:00Z', '2027-10-31T00:30:00Z'])(
    'from %s names only what is to come',
    (from) => {
      for (const { at } of rareMoments(new Date(from))) expect(at.getTime()).toBeGreaterThan(Date.parse(from));
    },
  );
});

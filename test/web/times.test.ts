import { describe, expect, it } from 'vitest';
import { distanceWords, findZone, ownTimeWords, shortTime, timeChanges, timeWords } from '../../web/src/words/times.ts';

const now = new Date('2026-11-25T17:00:00.000Z');
const berlin = { at: '2026-11-26T08:00:00.000Z', zone: 'Europe/Berlin' };
const zones = ['Europe/Berlin', 'America/New_York', 'America/Indiana/Knox', 'Africa/Juba', 'UTC'];

describe(timeWords, () => {
  it('T7.10 tells day, hour and place by the clocks of the zone, and the year when it is another', () => {
    expect(timeWords(berlin, now)).toBe('Tomorrow, Thursday 26 November, 09:00 in Berlin');
    expect(timeWords({ ...berlin, zone: 'America/New_York' }, now)).toBe('Tomorrow, Thursday 26 November, 03:00 in New York');
    expect(timeWords({ at: '2026-11-25T23:30:00.000Z', zone: 'Asia/Tokyo' }, now)).toBe('Today, Thursday 26 November, 08:30 in Tokyo');
    expect(timeWords({ at: '2026-11-24T08:00:00.000Z', zone: 'UTC' }, now)).toBe('Yesterday, Tuesday 24 November, 08:00 UTC');
    expect(timeWords({ at: '2027-07-01T07:00:00.000Z', zone: 'Europe/Berlin' }, now)).toBe('Thursday 1 July 2027, 09:00 in Berlin');
  });

  it('T7.10 says which of two equal times is meant', () => {
    const words = ['2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'].map((at) => timeWords({ at, zone: 'Europe/Berlin' }, now));

    expect(words).toEqual([
      'Sunday 31 October 2027, 02:30 for the first time in Berlin',
      'Sunday 31 October 2027, 02:30 for the second time in Berlin',
    ]);
  });
});

describe(shortTime, () => {
  it('names the place only where the viewer’s clocks show something else', () => {
    expect(shortTime(berlin, 'Europe/Paris', now)).toBe('Thu 26 Nov, 09:00');
    expect(shortTime(berlin, 'America/New_York', now)).toBe('Thu 26 Nov, 09:00 in Berlin');
  });
});

describe(ownTimeWords, () => {
  it('tells the viewer’s own clocks when they show something else', () => {
    expect(ownTimeWords(berlin, 'America/New_York', now)).toBe('Thursday 26 November, 03:00 where you are (New York)');
    expect(ownTimeWords(berlin, 'Europe/Paris', now)).toBeUndefined();
  });
});

describe(distanceWords, () => {
  it.each([
    [20_000, 'in less than a minute'],
    [60_000, 'in 1 minute'],
    [59 * 60_000, 'in 59 minutes'],
    [80 * 60_000, 'in 1 hour 20 minutes'],
    [2 * 3_600_000, 'in 2 hours'],
    [15 * 3_600_000, 'in 15 hours'],
    [47 * 3_600_000, 'in 47 hours'],
    [50 * 3_600_000, 'in 2 days'],
    [-2 * 60_000, '2 minutes ago'],
  ])('%i ms away is %s', (ms, words) => {
    expect(distanceWords(new Date(now.getTime() + ms).toISOString(), now)).toBe(words);
  });
});

describe(findZone, () => {
  it('knows a zone by its name or its city, in any case, and guesses nothing', () => {
    expect(findZone('europe/berlin', zones)).toBe('Europe/Berlin');
    expect(findZone(' new york ', zones)).toBe('America/New_York');
    expect(findZone('knox', zones)).toBe('America/Indiana/Knox');
    expect(findZone('utc', zones)).toBe('UTC');
    expect(findZone('Atlantis', zones)).toBeUndefined();
    expect(findZone('', zones)).toBeUndefined();
    expect(findZone('Knox', [...zones, 'Pacific/Knox'])).toBeUndefined();
  });
});

describe(timeChanges, () => {
  const timed = { ...berlin, if_late: 'ask' } as const;

  it('is silent about what is the same', () => {
    expect(timeChanges(null, null, now)).toEqual([]);
    expect(timeChanges(timed, { ...timed }, now)).toEqual([]);
  });

  it('tells a time that came, went or moved, and what happens when it is late', () => {
    const words = 'Tomorrow, Thursday 26 November, 09:00 in Berlin';

    expect(timeChanges(null, timed, now)).toEqual([`Goes out: ${words}. Before: as soon as it is approved.`]);
    expect(timeChanges(timed, null, now)).toEqual([`Goes out: as soon as it is approved. Before: ${words}.`]);
    expect(timeChanges(timed, { ...timed, zone: 'Europe/Paris' }, now)).toHaveLength(1);
    expect(timeChanges(timed, { ...timed, if_late: 'publish' }, now)).toEqual(['It goes out however late it becomes.']);
  });
});

/** T7.10: local times in every zone; those that do not exist or exist twice are known as such. */
import { describe, expect, it } from 'vitest';
import { instantsOf, isZone, shownInstead, wallTimeOf } from '../../../lib/core/zoned-time.ts';

const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString());
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Two changes are never closer to each other. */
const step = 10 * day;

describe('instantsOf', () => {
  it.each<[string, string, string[]]>([
    ['2026-07-01T09:00', 'Europe/Berlin', ['2026-07-01T07:00:00.000Z']],
    ['2026-03-29T02:30', 'Europe/Berlin', []],
    ['2026-10-25T02:30', 'Europe/Berlin', ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['2026-03-08T02:00', 'America/New_York', []],
    ['2026-11-01T01:59', 'America/New_York', ['2026-11-01T05:59:00.000Z', '2026-11-01T06:59:00.000Z']],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', ['2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z']],
    ['2026-01-01T00:00', 'Asia/Kathmandu', ['2025-12-31T18:15:00.000Z']],
    ['2026-02-30T09:00', 'Europe/Berlin', []],
    ['2026-07-01 09:00', 'Europe/Berlin', []],
    ['2026-07-01T24:00', 'Europe/Berlin', []],
  ])('T7.10 %s in %s', (wallTime, zone, instants) => {
    expect(iso(instantsOf(wallTime, zone))).toEqual(instants);
  });

  it('T7.10 every change of every zone in three years: skipped times name no instant, doubled ones two, all others one', () => {
    const from = Date.UTC(2026, 0, 1);
    let changes = 0;
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const offset = (at: number) => Date.parse(`${wallTimeOf(new Date(at), zone)}Z`) - at;
      for (let at = from; at < from + 3 * 366 * day; at += step) {
        const [before, after] = [offset(at), offset(at + step)];
        if (before === after) continue;
        let [low, high] = [at, at + step];
        while (high - low > minute) {
          const middle = low + Math.floor((high - low) / 2 / minute) * minute;
          if (offset(middle) === before) low = middle;
          else high = middle;
        }
        changes += 1;
        const jump = after - before;
        const lastBefore = Date.parse(`${wallTimeOf(new Date(low), zone)}Z`);
        const inside = new Date(lastBefore + (jump > 0 ? minute : -jump > minute ? jump + minute : 0)).toISOString().slice(0, 16);
        expect(instantsOf(inside, zone), `${zone} ${inside}`).toHaveLength(jump > 0 ? 0 : 2);
        const around = [low - 2 * hour - Math.abs(jump), high + 2 * hour + Math.abs(jump)];
        for (const one of around)
          expect(iso(instantsOf(wallTimeOf(new Date(one), zone), zone)), zone).toEqual([new Date(one).toISOString()]);
      }
    }
    expect(changes).toBeGreaterThan(400);
  });
});

describe('shownInstead', () => {
  it('moves a skipped time on by what the clocks jump', () => {
    expect(shownInstead('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T03:30');
    expect(shownInstead('2026-02-30T02:30', 'Europe/Berlin')).toBeUndefined();
  });
});

describe('isZone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['', false],
    ['+01:00', false],
    ['EST', false],
  ])('%s: %s', (zone, expected) => {
    expect(isZone(zone)).toBe(expected);
  });
});

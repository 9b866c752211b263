/** Times of posts in words, always with the place whose clocks they are told by. */
import type { UnclearPolicy } from '../../../lib/core/schedule.ts';
import { instantsOf, wallTimeOf } from '../../../lib/core/zoned-time.ts';
import type { LatePolicy } from '../draft/time.ts';

/** An instant, and the zone whose clocks tell it. */
export type Timed = { at: string; zone: string };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "New York", "UTC". */
export function placeOf(zone: string): string {
  const name = zone.startsWith('Etc/') ? zone : (zone.split('/').at(-1) ?? zone);
  return name.replaceAll('_', ' ');
}

/** The zone that somebody means who writes its name or its city, in any case. */
export function findZone(text: string, zones: readonly string[]): string | undefined {
  const wanted = text.trim().toLowerCase().replaceAll(' ', '_');
  const named = zones.find((zone) => zone.toLowerCase() === wanted);
  const [only, ...others] = zones.filter((zone) => zone.toLowerCase().endsWith(`/${wanted}`));
  return named ?? (others.length === 0 ? only : undefined);
}

const inPlace = (zone: string): string => (zone === 'UTC' ? 'UTC' : `in ${placeOf(zone)}`);
const clock = ({ at, zone }: Timed): string => wallTimeOf(new Date(at), zone).slice(11);
const dateOf = (at: string | Date, zone: string): string => wallTimeOf(new Date(at), zone).slice(0, 10);

/** The year is told when it is not the present one. */
function day({ at, zone }: Timed, now: Date, length: 'long' | 'short'): string {
  const isThisYear = dateOf(at, zone).slice(0, 4) === dateOf(now, zone).slice(0, 4);
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: length, day: 'numeric', month: length, ...year });
  return format.format(new Date(at)).replace(',', '');
}

const nearWords = new Map([
  [-1, 'Yesterday, '],
  [0, 'Today, '],
  [1, 'Tomorrow, '],
]);

function near({ at, zone }: Timed, now: Date): string {
  return nearWords.get((Date.parse(dateOf(at, zone)) - Date.parse(dateOf(now, zone))) / dayMs) ?? '';
}

/** On the day that the clocks go back. */
function whichOfTwo({ at, zone }: Timed): string {
  const [first, second] = instantsOf(wallTimeOf(new Date(at), zone), zone);
  if (second === undefined) return '';
  return first?.getTime() === new Date(at).getTime() ? ' for the first time' : ' for the second time';
}

/** "Tomorrow, Thursday 26 November, 09:00 in Berlin". */
export const timeWords = (time: Timed, now: Date): string =>
  `${near(time, now)}${day(time, now, 'long')}, ${clock(time)}${whichOfTwo(time)} ${inPlace(time.zone)}`;

const isOtherClock = ({ at, zone }: Timed, own: string): boolean => wallTimeOf(new Date(at), zone) !== wallTimeOf(new Date(at), own);

/** "Thu 26 Nov, 09:00"; with the place when the viewer's clocks show something else. */
export const shortTime = (time: Timed, own: string, now: Date): string =>
  `${day(time, now, 'short')}, ${clock(time)}${isOtherClock(time, own) ? ` ${inPlace(time.zone)}` : ''}`;

/** What the viewer's own clocks show then; undefined when that is the same. */
export function ownTimeWords(time: Timed, own: string, now: Date): string | undefined {
  if (!isOtherClock(time, own)) return undefined;
  const here = { at: time.at, zone: own };
  return `${day(here, now, 'long')}, ${clock(here)} where you are (${placeOf(own)})`;
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

function spanWords(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 3) return minutes % 60 === 0 ? counted(hours, 'hour') : `${counted(hours, 'hour')} ${counted(minutes % 60, 'minute')}`;
  return hours < 48 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day');
}

/** "in 14 hours", "20 minutes ago". */
export function distanceWords(at: string, now: Date): string {
  const ms = Date.parse(at) - now.getTime();
  return ms >= 0 ? `in ${spanWords(ms)}` : `${spanWords(-ms)} ago`;
}

export const lateWords = {
  ask: 'More than an hour late it would ask you first.',
  publish: 'It goes out however late it becomes.',
} as const satisfies Record<LatePolicy, string>;

/** What is done when the platform gave no clear answer and the post cannot be found. The risk is part of the choice. */
export const unclearWords = {
  ask: 'Without a clear answer from the platform nothing is sent again before you have looked.',
  send_again:
    'Without a clear answer, and if it cannot be found for ten minutes, it is sent once more by itself. If the platform only shows it late, it is then public twice.',
} as const satisfies Record<UnclearPolicy, string>;

/** Null: as soon as it is approved. */
export type MaybeTimed = (Timed & { if_late: LatePolicy }) | null;
const named = (time: MaybeTimed, now: Date): string => (time === null ? 'as soon as it is approved' : timeWords(time, now));

/** What differs between two times of one post, as sentences. */
export function timeChanges(before: MaybeTimed, after: MaybeTimed, now: Date): string[] {
  const isMoved = before?.at !== after?.at || before?.zone !== after?.zone;
  const isOtherPolicy = after !== null && before !== null && before.if_late !== after.if_late;
  return [
    ...(isMoved ? [`Goes out: ${named(after, now)}. Before: ${named(before, now)}.`] : []),
    ...(isOtherPolicy ? [lateWords[after.if_late]] : []),
  ];
}

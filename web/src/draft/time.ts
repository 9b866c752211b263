/** The time of a post while it is being chosen: judged by the rules of lib/core, and sent only when it can be used. */
import type { ScheduleInput, ScheduleView } from '../../../lib/core/api.ts';
import { type JudgedTime, judgeTime } from '../../../lib/core/chosen-time.ts';
import { instantsOf, isZone, wallTimeOf } from '../../../lib/core/zoned-time.ts';

/** What is chosen so far; `wall_time` may lack its date or its hour. Where there is none the post goes out when it is approved. */
export type DraftTime = ScheduleInput & { if_late: ScheduleView['if_late'] };
export type LatePolicy = DraftTime['if_late'];

const dayMs = 86_400_000;

export const dateOf = ({ wall_time }: DraftTime): string => wall_time.split('T', 2)[0] ?? '';
export const hourOf = ({ wall_time }: DraftTime): string => wall_time.split('T', 2)[1] ?? '';

/** Another date, hour or zone: which of two equal times was meant is asked anew. */
export function withTime(time: DraftTime, change: { date?: string; hour?: string; zone?: string }): DraftTime {
  const { date = dateOf(time), hour = hourOf(time), zone = time.zone } = change;
  return { wall_time: `${date}T${hour}`, zone, if_late: time.if_late };
}

/** The day after the one that the clocks of this zone show: 24 hours later it may be another, on a night of 23 hours. */
const tomorrow = (now: Date, zone: string): string =>
  new Date(Date.parse(wallTimeOf(now, zone).slice(0, 10)) + dayMs).toISOString().slice(0, 10);

/** Tomorrow at nine: a time that can be used, to begin with. */
export const suggestedTime = (now: Date, zone: string): DraftTime => ({
  wall_time: `${tomorrow(now, zone)}T09:00`,
  zone,
  if_late: 'ask',
});

/** A stored time as somebody would choose it. */
export function chosenAs({ at, wall_time, zone, if_late }: ScheduleView): DraftTime {
  const [first, second] = isZone(zone) ? instantsOf(wall_time, zone) : [];
  const time = { wall_time, zone, if_late };
  return second === undefined ? time : { ...time, occurrence: first?.toISOString() === at ? 'first' : 'second' };
}

export function judgeDraft(time: DraftTime, now: Date): JudgedTime {
  if (dateOf(time) === '' || hourOf(time) === '') {
    const finding = { pointer: '#/schedule/wall_time', code: 'time_incomplete', detail: 'A date and an hour are needed.' };
    return { kind: 'unusable', finding };
  }
  return judgeTime({ wallTime: time.wall_time, zone: time.zone, occurrence: time.occurrence }, now);
}

export const isUsable = (time: DraftTime | null, now: Date): boolean => time === null || judgeDraft(time, now).kind === 'usable';

export const isSameTime = (a: DraftTime | null, b: DraftTime | null): boolean =>
  a === null || b === null
    ? a === b
    : a.wall_time === b.wall_time && a.zone === b.zone && a.if_late === b.if_late && a.occurrence === b.occurrence;

/** The instant that a draft names; what cannot be used changes nothing, so `otherwise` counts. */
export function timedOr<T>(time: DraftTime | null, otherwise: T, now: Date): T | { at: string; zone: string; if_late: LatePolicy } | null {
  if (time === null) return null;
  const judged = judgeDraft(time, now);
  return judged.kind === 'usable' ? { at: judged.at.toISOString(), zone: time.zone, if_late: time.if_late } : otherwise;
}

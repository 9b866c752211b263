/** Can this time be used? The same rules for console and API, and free of schemas, because the console uses them too. */
import type { Finding } from './errors.ts';
import { instantsOf, isZone, shownInstead } from './zoned-time.ts';

/** A time as somebody chooses it. `occurrence` says which of two equal times is meant on the day that the clocks go back. */
export type ChosenTime = { wallTime: string; zone: string; occurrence?: 'first' | 'second' | undefined };
export type JudgedTime = { kind: 'usable'; at: Date } | { kind: 'unusable'; finding: Finding };

/** Nobody plans further ahead, but people mistype years. */
const maxAheadMs = 366 * 86_400_000;
/** Clocks differ a little, and people think before they press. */
const passedSlackMs = 60_000;

const unusable = ({ field, ...rest }: Omit<Finding, 'pointer'> & { field: string }): JudgedTime => ({
  kind: 'unusable',
  finding: { ...rest, pointer: `#/schedule/${field}` },
});

function skipped({ wallTime, zone }: ChosenTime): JudgedTime {
  const field = 'wall_time';
  const instead = shownInstead(wallTime, zone);
  if (instead === undefined)
    return unusable({ field, code: 'time_invalid', detail: 'There is no such time.', remediation: 'Write it as 2026-07-01T09:00.' });
  const detail = `On this day the clocks of ${zone} skip this time.`;
  return unusable({ field, code: 'time_skipped', detail, remediation: `Choose ${instead.replace('T', ' ')} or another time.` });
}

function chosen({ wallTime, zone, occurrence }: ChosenTime): JudgedTime {
  const [first, second] = instantsOf(wallTime, zone);
  if (!first) return skipped({ wallTime, zone });
  if (!second) return { kind: 'usable', at: first };
  if (occurrence) return { kind: 'usable', at: occurrence === 'first' ? first : second };
  const detail = `On this day the clocks of ${zone} show this time twice.`;
  return unusable({
    field: 'occurrence',
    code: 'time_doubled',
    detail,
    remediation: 'Say whether the first or the second one is meant.',
  });
}

export const hasPassed = (at: string | Date, now: Date): boolean => new Date(at).getTime() < now.getTime() - passedSlackMs;

export const timePassed: Finding = {
  pointer: '#/schedule/wall_time',
  code: 'time_passed',
  detail: 'This time has passed.',
  remediation: 'Choose a later one, or publish now.',
};

/** Findings: `zone_unknown`, `time_invalid`, `time_skipped`, `time_doubled`, `time_passed`, `time_too_far`. */
export function judgeTime(time: ChosenTime, now: Date): JudgedTime {
  if (!isZone(time.zone)) {
    const detail = 'There is no such time zone.';
    return unusable({ field: 'zone', code: 'zone_unknown', detail, remediation: 'Name one such as Europe/Berlin.' });
  }
  const judged = chosen(time);
  if (judged.kind === 'unusable') return judged;
  if (hasPassed(judged.at, now)) return { kind: 'unusable', finding: timePassed };
  if (judged.at.getTime() <= now.getTime() + maxAheadMs) return judged;
  const detail = 'This is more than a year ahead.';
  return unusable({ field: 'wall_time', code: 'time_too_far', detail, remediation: 'Choose an earlier time.' });
}

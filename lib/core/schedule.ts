/** When a post shall go out: an instant, with the wall time and zone it was chosen as, and what happens if it would be late. */
import * as z from 'zod/mini';
import { AppError, type Finding } from './errors.ts';
import { instantsOf, isZone, shownInstead } from './zoned-time.ts';

/** `ask`: more than an hour late, it waits for its owner. `publish`: it goes out however late. */
export const latePolicies = ['ask', 'publish'] as const;
export const scheduleSchema = z.object({ at: z.string(), wallTime: z.string(), zone: z.string(), ifLate: z.enum(latePolicies) });
export type Schedule = z.infer<typeof scheduleSchema>;

/** `occurrence` says which of two equal times is meant on the day that the clocks go back. */
export type ScheduleDraft = {
  wallTime: string;
  zone: string;
  occurrence?: 'first' | 'second' | undefined;
  ifLate?: Schedule['ifLate'] | undefined;
};

/** Nobody plans further ahead, but people mistype years. */
const maxAheadMs = 366 * 86_400_000;
/** Clocks differ a little, and people think before they press. */
const passedSlackMs = 60_000;
/** What is later than this asks its owner, unless told otherwise. */
export const lateAfterMs = 60 * 60_000;

const refusal = (finding: Omit<Finding, 'pointer'> & { field: string }): AppError => {
  const { field, ...rest } = finding;
  return new AppError('invalid', 'validation_failed', 'The time of this post cannot be used.', {
    status: 422,
    findings: [{ ...rest, pointer: `#/schedule/${field}` }],
  });
};

const skipped = ({ wallTime, zone }: ScheduleDraft): AppError => {
  const instead = shownInstead(wallTime, zone);
  if (instead === undefined)
    return refusal({
      field: 'wall_time',
      code: 'time_invalid',
      detail: 'There is no such time.',
      remediation: 'Write it as 2026-07-01T09:00.',
    });
  const detail = `On this day the clocks of ${zone} skip this time.`;
  return refusal({ field: 'wall_time', code: 'time_skipped', detail, remediation: `Choose ${instead.replace('T', ' ')} or another time.` });
};

function chosen(draft: ScheduleDraft): Date {
  const [first, second] = instantsOf(draft.wallTime, draft.zone);
  if (!first) throw skipped(draft);
  if (!second) return first;
  if (draft.occurrence) return draft.occurrence === 'first' ? first : second;
  const detail = `On this day the clocks of ${draft.zone} show this time twice.`;
  throw refusal({ field: 'occurrence', code: 'time_doubled', detail, remediation: 'Say whether the first or the second one is meant.' });
}

const passed = (): AppError =>
  refusal({ field: 'wall_time', code: 'time_passed', detail: 'This time has passed.', remediation: 'Choose a later one, or publish now.' });

/** @throws {AppError} `invalid` `time_passed` */
export function requireAhead({ at }: Pick<Schedule, 'at'>, now: Date): void {
  if (Date.parse(at) < now.getTime() - passedSlackMs) throw passed();
}

/** @throws {AppError} `invalid` (422) `zone_unknown`, `time_invalid`, `time_skipped`, `time_doubled`, `time_passed`, `time_too_far` */
export function toSchedule(draft: ScheduleDraft, now: Date): Schedule {
  const { wallTime, zone, ifLate = 'ask' } = draft;
  if (!isZone(zone))
    throw refusal({
      field: 'zone',
      code: 'zone_unknown',
      detail: 'There is no such time zone.',
      remediation: 'Name one such as Europe/Berlin.',
    });
  const at = chosen(draft).toISOString();
  requireAhead({ at }, now);
  if (Date.parse(at) > now.getTime() + maxAheadMs)
    throw refusal({
      field: 'wall_time',
      code: 'time_too_far',
      detail: 'This is more than a year ahead.',
      remediation: 'Choose an earlier time.',
    });
  return { at, wallTime, zone, ifLate };
}

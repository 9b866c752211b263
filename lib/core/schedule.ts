/** When a post shall go out: an instant, with the wall time and zone it was chosen as, and what happens if it would be late. */
import * as z from 'zod/mini';
import { type ChosenTime, hasPassed, judgeTime, timePassed } from './chosen-time.ts';
import { AppError, type Finding } from './errors.ts';

/** `ask`: more than an hour late, it waits for its owner. `publish`: it goes out however late. */
export const latePolicies = ['ask', 'publish'] as const;
/** `ask`: after an unclear answer nothing is sent again before its owner has looked. `send_again`: once, if it cannot be found for ten minutes. */
export const unclearPolicies = ['ask', 'send_again'] as const;
export type UnclearPolicy = (typeof unclearPolicies)[number];
export const scheduleSchema = z.object({ at: z.string(), wallTime: z.string(), zone: z.string(), ifLate: z.enum(latePolicies) });
export type Schedule = z.infer<typeof scheduleSchema>;

export type ScheduleDraft = ChosenTime & { ifLate?: Schedule['ifLate'] | undefined };

/** What is later than this asks its owner, unless told otherwise. */
export const lateAfterMs = 60 * 60_000;

const refusal = (finding: Finding): AppError =>
  new AppError('invalid', 'validation_failed', 'The time of this post cannot be used.', { status: 422, findings: [finding] });

/** @throws {AppError} `invalid` `time_passed` */
export function requireAhead({ at }: Pick<Schedule, 'at'>, now: Date): void {
  if (hasPassed(at, now)) throw refusal(timePassed);
}

/** @throws {AppError} `invalid` (422) with the finding of `judgeTime` */
export function toSchedule({ ifLate = 'ask', ...time }: ScheduleDraft, now: Date): Schedule {
  const judged = judgeTime(time, now);
  if (judged.kind === 'unusable') throw refusal(judged.finding);
  return { at: judged.at.toISOString(), wallTime: time.wallTime, zone: time.zone, ifLate };
}

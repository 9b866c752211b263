/** EventBridge rules with `rate(…)`: calls their targets by the scaled clock, the first time at once. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LocalClock } from './clock.ts';
import type { Lambda } from './lambda.ts';
import { mayInvoke } from './permissions.ts';
import type { Templates } from './template.ts';

export type ScheduleOptions = {
  templates: Templates;
  lambda: Lambda;
  clock: LocalClock;
  account: string;
  region: string;
  say(level: 'warn' | 'error', text: string): void;
};

const ruleSchema = z.looseObject({
  /** A rule without one waits for events: object-events.ts. */
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.looseObject({ Arn: z.string(), Input: z.string().optional() })).default([]),
});
const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Scaled milliseconds between two calls. @throws {Error} for anything but `rate(…)`. */
export function rateMs(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (!(ms > 0)) throw new Error(`The laptop cloud models rate(…) schedules only, not ${expression}`);
  return ms;
}

/** Starts all enabled rules; the returned function stops them. A tick is left out while the one before still runs. */
export function startSchedules({ templates, lambda, clock, account, region, say }: ScheduleOptions): () => void {
  const timers = templates.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { ScheduleExpression, State, Targets } = ruleSchema.parse(rule.properties);
    const ruleArn = rule.names.attributes['Arn'] ?? '';
    if (ScheduleExpression === undefined || State !== 'ENABLED') return [];
    const periodMs = clock.realMs(rateMs(ScheduleExpression));
    return Targets.map(({ Arn, Input }) => {
      const functionName = templates.find('AWS::Lambda::Function', Arn).names.ref;
      const tick = () => {
        if (!mayInvoke(templates, functionName, 'events.amazonaws.com', ruleArn))
          return say('error', `EventBridge may not invoke ${functionName}: no Lambda::Permission`);
        if (lambda.processes().some((process) => process.function === functionName && process.isBusy)) return;
        lambda.invokeLater(functionName, Input === undefined ? scheduledEvent(ruleArn, clock.now(), account, region) : JSON.parse(Input));
      };
      tick();
      return setInterval(tick, periodMs);
    });
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

const scheduledEvent = (ruleArn: string, now: Date, account: string, region: string) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: `${now.toISOString().slice(0, 19)}Z`,
  region,
  resources: [ruleArn],
  detail: {},
});

import { App, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../../infra/constructs/acknowledge.ts';
import { ImpactAlarm } from '../../../infra/constructs/alarm.ts';

const alarmSaying = (userImpact: string) => {
  const stack = new Stack(new App(), 'stack');
  const metric = new Metric({ namespace: 'n', metricName: 'm' });
  return new ImpactAlarm(stack, 'alarm', { metric, threshold: 1, topic: new Topic(stack, 'topic'), userImpact });
};

describe('ImpactAlarm', () => {
  it.each(['', 'Errors', 'DLQ not empty', 'people wait for sign-in links that do not arrive'])('refuses %j as user impact', (text) => {
    expect(() => alarmSaying(text)).toThrow('needs a full sentence of user impact');
  });

  it('accepts a sentence', () => {
    expect(() => alarmSaying('People wait for sign-in links that do not arrive.')).not.toThrow();
  });
});

describe('acknowledge', () => {
  it('T8.1 refuses a reason of under 40 characters', () => {
    const stack = new Stack(new App(), 'stack');

    expect(() => acknowledge(stack, 'AwsSolutions-S1', 'not needed')).toThrow('Say why AwsSolutions-S1 is accepted on stack');
  });
});

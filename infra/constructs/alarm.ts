/** An alarm that says in one sentence what its cause means for users, and mails the operator. */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

type ImpactAlarmProps = {
  metric: IMetric;
  /** What a user notices, as one sentence; it is the first thing the operator reads at night. */
  userImpact: string;
  /** The alarm goes off at this value or above; with `whenBelow`, under it. */
  threshold: number;
  /** For things that must keep happening: goes off below the threshold, and when there is no data at all. */
  whenBelow?: true;
  topic: ITopic;
};

export class ImpactAlarm extends Construct {
  constructor(scope: Construct, id: string, { metric, userImpact, threshold, whenBelow, topic }: ImpactAlarmProps) {
    super(scope, id);
    if (!/^[A-Z].{20,}\.$/.test(userImpact)) throw new Error(`Alarm ${this.node.path} needs a full sentence of user impact.`);
    const alarm = new Alarm(this, 'alarm', {
      metric,
      threshold,
      alarmDescription: userImpact,
      evaluationPeriods: 1,
      comparisonOperator: whenBelow ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

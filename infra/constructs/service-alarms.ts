/** What wakes the operator: dead letters, old messages, failing functions, a silent timer, failing answers, the month's cost. */
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DutyName } from '../../functions/duties.ts';
import type { StageSettings } from '../stage.ts';
import { ImpactAlarm } from './alarm.ts';
import type { QueueName } from './grants.ts';
import type { WorkQueue } from './work-queue.ts';

type ServiceAlarmsProps = {
  settings: StageSettings;
  api: HttpApi;
  queues: Record<QueueName, WorkQueue>;
  functionOf: (name: DutyName) => NodejsFunction;
};

/** A duty without a sentence does not compile. */
const impactOfErrors: Record<DutyName, string> = {
  auth: 'People cannot sign in, or are told that an address of the API does not exist.',
  connect: 'People cannot connect an account, or see their connections.',
  publish: 'People cannot write, edit, cancel or read posts.',
  approve: 'People cannot approve posts, so nothing new goes out.',
  delete: 'People cannot disconnect an account or ask to be deleted, and tokens are still held.',
  eraser: 'Data that shall be deleted are still there. The timer tries again each minute.',
  publisher: 'Approved posts go out late, or stop with an outcome that has to be found out.',
  refresher: 'Connections are not renewed; in the end they expire, and posts for them wait until somebody connects again.',
  sweeper: 'Part of a tick of the timer failed; what is due now may go out late.',
  mailer: 'People wait for sign-in links that do not arrive.',
  inbox: 'Mail to the help address is neither answered nor forwarded; it lies in its bucket for fourteen days.',
  media: 'Uploaded images and videos are not checked, so that no post can use them, or removed ones are still there.',
  exporter: 'People wait for copies of their data, or copies lie there after their time.',
  retention: 'Data are kept longer than the privacy policy says.',
  operator: 'Nobody new can be invited.',
};

/** `maxAgeSeconds`: longer than any wait we ask for ourselves (a message may be delayed by up to 900 s). */
const queueAlarms: Record<QueueName, { stuck: string; old: string; maxAgeSeconds: number }> = {
  publish: {
    stuck: 'A step of an approved post failed five times. The timer tries it each minute, but the post waits until the cause is gone.',
    old: 'Approved posts have been waiting for half an hour and are late.',
    maxAgeSeconds: 1800,
  },
  refresh: {
    stuck: 'The renewal of a connection broke off five times. The timer goes on trying, but if the cause stays, the connection expires.',
    old: 'Connections that should have been renewed have been waiting for an hour.',
    maxAgeSeconds: 3600,
  },
  mail: {
    stuck: 'Mails such as sign-in links were given up on and their readers still wait.',
    old: 'Mails such as sign-in links are more than ten minutes late and may be out of date on arrival.',
    maxAgeSeconds: 600,
  },
  erase: {
    stuck: 'A deletion failed five times. The timer tries it each minute, but its data are still there until the cause is gone.',
    old: 'Deletions have been waiting for half an hour.',
    maxAgeSeconds: 1800,
  },
  media: {
    stuck: 'An uploaded file could not be checked or removed after five tries; whoever uploaded it waits for nothing.',
    old: 'Uploaded files have been waiting for their check for a quarter of an hour.',
    maxAgeSeconds: 900,
  },
  export: {
    stuck: 'A copy of somebody’s data could not be made or erased after five tries.',
    old: 'People have been waiting for copies of their data for an hour.',
    maxAgeSeconds: 3600,
  },
};

const period = Duration.minutes(5);

export class ServiceAlarms extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'topic', { enforceSSL: true, displayName: `Postora ${props.settings.stage} alarms` });
    this.topic.addSubscription(new EmailSubscription(props.settings.alarmEmail));
    this.letAlarmsIn();
    this.watchQueues(props);
    this.watchFunctions(props);
    new ImpactAlarm(this, 'answers', {
      topic: this.topic,
      metric: props.api.metricServerError({ period, statistic: 'sum' }),
      threshold: 5,
      userImpact: 'The console and the API answer with errors.',
    });
    this.watchFloods(props);
    this.watchTimer(props);
    this.watchLinks(props);
    this.watchCost(props.settings);
  }

  /** The policy that asks for TLS takes the place of SNS's own, which would let the account's alarms in. */
  private letAlarmsIn(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'cloudwatch', resource: 'alarm:*' }) },
        },
      }),
    );
  }

  private watchQueues({ queues }: ServiceAlarmsProps): void {
    for (const name of ['publish', 'refresh', 'mail', 'media', 'export', 'erase'] as const) {
      const { queue, deadLetters } = queues[name];
      const { stuck, old, maxAgeSeconds } = queueAlarms[name];
      new ImpactAlarm(this, `${name}-dead-letters`, {
        topic: this.topic,
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' }),
        threshold: 1,
        userImpact: stuck,
      });
      new ImpactAlarm(this, `${name}-oldest`, {
        topic: this.topic,
        metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'max' }),
        threshold: maxAgeSeconds,
        userImpact: old,
      });
    }
  }

  private watchFunctions({ functionOf }: ServiceAlarmsProps): void {
    for (const name of Object.keys(impactOfErrors).filter(isDutyName)) {
      new ImpactAlarm(this, `${name}-errors`, {
        topic: this.topic,
        metric: functionOf(name).metricErrors({ period, statistic: 'sum' }),
        threshold: 1,
        userImpact: impactOfErrors[name],
      });
    }
    new ImpactAlarm(this, 'timer-silent', {
      topic: this.topic,
      metric: functionOf('sweeper').metricInvocations({ period, statistic: 'sum' }),
      threshold: 1,
      whenBelow: true,
      userImpact: 'Nothing that was scheduled goes out, because the timer has stopped.',
    });
  }

  /** The inbox says so once per flood (lib/app/limit-answer.ts). */
  private watchFloods({ settings, functionOf }: ServiceAlarmsProps): void {
    const floods = new MetricFilter(this, 'mail-floods-filter', {
      logGroup: functionOf('inbox').logGroup,
      filterPattern: FilterPattern.booleanValue('$.flood', true),
      metricNamespace: `Postora/${settings.stage}`,
      metricName: 'MailFloods',
    });
    new ImpactAlarm(this, 'mail-floods', {
      topic: this.topic,
      metric: floods.metric({ period, statistic: 'sum' }),
      threshold: 1,
      userImpact:
        'More than twenty people an hour write to the help address, or somebody pretends to be many; whoever writes now waits for a person.',
    });
  }

  /** The sweeper says so each minute, as long as it lasts (functions/sweeper/sweeper.ts). */
  private watchTimer({ settings, functionOf }: ServiceAlarmsProps): void {
    const rows = new MetricFilter(this, 'timer-rows-filter', {
      logGroup: functionOf('sweeper').logGroup,
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.event', '=', 'sweep_unsent'),
        FilterPattern.stringValue('$.event', '=', 'sweep_unknown_kind'),
      ),
      metricNamespace: `Postora/${settings.stage}`,
      metricName: 'TimerRows',
    });
    new ImpactAlarm(this, 'timer-rows', {
      topic: this.topic,
      metric: rows.metric({ period, statistic: 'sum' }),
      threshold: 1,
      userImpact: 'Something that is due cannot be handed on: a post, a renewal, a deletion or a mail waits until the cause is gone.',
    });
  }

  /** `auth` says so at each further two hundred of a day (lib/core/user.ts); nobody is refused a link for it. */
  private watchLinks({ settings, functionOf }: ServiceAlarmsProps): void {
    const links = new MetricFilter(this, 'links-filter', {
      logGroup: functionOf('auth').logGroup,
      filterPattern: FilterPattern.stringValue('$.event', '=', 'links_unusual'),
      metricNamespace: `Postora/${settings.stage}`,
      metricName: 'UnusualLinks',
    });
    new ImpactAlarm(this, 'sign-in-links', {
      topic: this.topic,
      metric: links.metric({ period, statistic: 'sum' }),
      threshold: 1,
      userImpact: 'Nobody is kept out, but unusually many sign-in links are asked for: somebody may be flooding mailboxes.',
    });
  }

  private watchCost({ stage, monthlyBudgetUsd, alarmEmail }: StageSettings): void {
    new CfnBudget(this, 'budget', {
      budget: {
        budgetName: `postora-${stage}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' },
      },
      // A forecast needs weeks of data: in a new account only what was spent can warn.
      notificationsWithSubscribers: [
        ...[50, 80, 100].map((threshold) => ({ type: 'ACTUAL', threshold })),
        { type: 'FORECASTED', threshold: 100 },
      ].map(({ type, threshold }) => ({
        notification: { notificationType: type, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'EMAIL', address: alarmEmail }],
      })),
    });
  }
}

function isDutyName(name: string): name is DutyName {
  return Object.hasOwn(impactOfErrors, name);
}

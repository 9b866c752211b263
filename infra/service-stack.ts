/** What can be rebuilt: the API, one function per duty, queues, the minute's tick, outbound mail, alarms. Loops over the duty table. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { type Duty, type DutyName, duties } from '../functions/duties.ts';
import { acknowledge } from './constructs/acknowledge.ts';
import { DutyFunction } from './constructs/duty-function.ts';
import { type EnvironmentTargets, environmentFor } from './constructs/environment.ts';
import { type GrantTargets, type QueueName, statementsFor } from './constructs/grants.ts';
import { InboundMail, rawMailPrefix } from './constructs/inbound-mail.ts';
import { OutboundMail } from './constructs/outbound-mail.ts';
import { PublicApi } from './constructs/public-api.ts';
import { ServiceAlarms } from './constructs/service-alarms.ts';
import { WorkQueue } from './constructs/work-queue.ts';
import { type BucketAddress, type DataStack, mediaBucketArnExport, type TableAddress } from './data-stack.ts';
import { exporterMaxConcurrency, type StageSettings, stackTags } from './stage.ts';

type ServiceStackProps = { settings: StageSettings; data: DataStack };

/** The duty table as name and duty; names are the table's own keys. */
const dutyList: readonly (readonly [string, Duty])[] = Object.entries(duties);

export class ServiceStack extends Stack {
  readonly api: PublicApi;
  private readonly settings: StageSettings;
  private readonly queues: Record<QueueName, WorkQueue>;
  private readonly mail: OutboundMail;
  private readonly inbound: InboundMail;

  constructor(scope: Construct, id: string, { settings, data }: ServiceStackProps) {
    super(scope, id, {
      env: { region: settings.region },
      description: 'Postora: API, functions, queues, timer',
      tags: stackTags(settings),
    });
    this.settings = settings;
    this.api = new PublicApi(this, 'public-api', { settings });
    // As in the data stack: what another stack may import is always there.
    this.exportValue(this.api.api.apiId);
    this.mail = new OutboundMail(this, 'outbound-mail', { settings });
    this.inbound = new InboundMail(this, 'inbound-mail', { settings });
    new CfnOutput(this, 'raw-mail-bucket-name', { value: this.inbound.bucket.bucketName });
    this.queues = {
      publish: new WorkQueue(this, 'publish-queue', { consumerTimeoutSeconds: duties.publisher.timeoutSeconds }),
      refresh: new WorkQueue(this, 'refresh-queue', { consumerTimeoutSeconds: duties.refresher.timeoutSeconds }),
      mail: new WorkQueue(this, 'mail-queue', { consumerTimeoutSeconds: duties.mailer.timeoutSeconds }),
      media: new WorkQueue(this, 'media-queue', { consumerTimeoutSeconds: duties.media.timeoutSeconds }),
      export: new WorkQueue(this, 'export-queue', { consumerTimeoutSeconds: duties.exporter.timeoutSeconds }),
      erase: new WorkQueue(this, 'erase-queue', { consumerTimeoutSeconds: duties.eraser.timeoutSeconds }),
    };
    const main = settings.mainTableName ? TableV2.fromTableName(this, 'restored-main', settings.mainTableName) : data.main;
    const grants = this.grantTargets(data, main);
    const environment = this.environmentTargets(data, main);
    const functions = new Map(dutyList.map(([name, duty]) => [name, this.function(name, duty, grants, environment)]));
    for (const [name, duty] of dutyList) {
      this.trigger(name, duty, found(functions, name));
      if (duty.uploads && duty.queue) this.reportUploads(name, duty.uploads, duty.queue, data.mediaBucket);
    }
    this.acceptObjectStars();
    new ServiceAlarms(this, 'alarms', {
      settings,
      api: this.api.api,
      queues: this.queues,
      functionOf: (name: DutyName) => found(functions, name),
    });
  }

  private function(name: string, duty: Duty, grants: GrantTargets, environment: EnvironmentTargets): NodejsFunction {
    const made = new DutyFunction(this, name, {
      name,
      duty,
      settings: this.settings,
      environment: environmentFor(duty, this.settings, environment),
      statements: statementsFor(duty.rights, duty.queue, grants),
    });
    return made.function;
  }

  /** Objects below a prefix can be named in no other way; the actions have no star, and who has which prefix is compared with the duty table. */
  private acceptObjectStars(): void {
    const rights = dutyList.flatMap(([, duty]) => duty.rights);
    const prefixes = new Set(rights.flatMap((right) => (right.on === 'media-bucket' ? right.prefixes : [])));
    for (const prefix of prefixes) {
      const id = `AwsSolutions-IAM5[Resource::${mediaBucketArnExport(this.settings.stage)}/${prefix}*]`;
      acknowledge(
        this,
        id,
        `Objects of the media bucket have random names; the right ends at the prefix ${prefix}, and listing is no right at all.`,
      );
    }
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::<${this.inbound.bucketLogicalId}.Arn>/${rawMailPrefix}*]`,
      'Mails are named by ids of SES; the right is to read alone, below this prefix, and listing is no right at all.',
    );
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::arn:aws:ses:${this.settings.region}:<AWS::AccountId>:identity/*]`,
      'In its sandbox SES asks for the right on the recipient, who may be any verified identity; the sender address is the bound.',
    );
  }

  private trigger(name: string, duty: Duty, target: NodejsFunction): void {
    if (duty.routes) this.api.route(name, duty.routes, target);
    if (duty.queue) this.queues[duty.queue].feed(target, { maxConcurrency: this.maxConcurrency(duty.queue), isOn: this.isOn(duty.queue) });
    if (duty.receivesMail) this.inbound.deliverTo(target);
    if (duty.schedule) {
      new Rule(this, `${name}-tick`, {
        description: `Calls ${name} by the clock`,
        schedule: Schedule.expression(duty.schedule),
        targets: [new LambdaFunction(target, { retryAttempts: 0, maxEventAge: Duration.seconds(60) })],
      });
    }
  }

  /** New objects become messages of ours (lib/core/messages.ts), so that a failed check is repeated and in the end a dead letter. */
  private reportUploads(name: string, prefix: string, queue: QueueName, bucket: BucketAddress): void {
    new Rule(this, `${name}-uploads`, {
      description: `Tells ${name} what was uploaded`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: Match.prefix(prefix) } },
      },
      targets: [
        new SqsQueue(this.queues[queue].queue, {
          message: RuleTargetInput.fromObject({ kind: 'uploaded', key: EventField.fromPath('$.detail.object.key') }),
        }),
      ],
    });
  }

  /** What erases, and what removes files for it, works in a restored copy, too. */
  private isOn(queue: QueueName): boolean {
    return this.settings.isRestoring !== true || ['erase', 'media', 'export'].includes(queue);
  }

  private maxConcurrency(queue: QueueName): number {
    const { publisherMaxConcurrency, refresherMaxConcurrency, mailerMaxConcurrency, mediaMaxConcurrency, eraserMaxConcurrency } =
      this.settings;
    return {
      publish: publisherMaxConcurrency,
      refresh: refresherMaxConcurrency,
      mail: mailerMaxConcurrency,
      media: mediaMaxConcurrency,
      export: exporterMaxConcurrency,
      erase: eraserMaxConcurrency,
    }[queue];
  }

  private grantTargets(data: DataStack, main: TableAddress): GrantTargets {
    return {
      tables: { main: main.tableArn, vault: data.vault.tableArn, ledger: data.ledger.tableArn },
      tokenKey: data.tokenKey.keyArn,
      queues: {
        publish: this.queues.publish.queue.queueArn,
        refresh: this.queues.refresh.queue.queueArn,
        mail: this.queues.mail.queue.queueArn,
        media: this.queues.media.queue.queueArn,
        export: this.queues.export.queue.queueArn,
        erase: this.queues.erase.queue.queueArn,
      },
      mediaBucket: data.mediaBucket.bucketArn,
      rawMail: this.inbound.bucket.arnForObjects(`${rawMailPrefix}*`),
      mail: { identities: this.mail.identityArns, configurationSet: this.mail.configurationSetArn, from: this.settings.mailFrom },
      parameter: (name) =>
        this.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `postora/${this.settings.stage}/${name}` }),
    };
  }

  private environmentTargets(data: DataStack, main: TableAddress): EnvironmentTargets {
    return {
      mainTable: main.tableName,
      vaultTable: data.vault.tableName,
      ledgerTable: data.ledger.tableName,
      publishQueueUrl: this.queues.publish.queue.queueUrl,
      refreshQueueUrl: this.queues.refresh.queue.queueUrl,
      mailQueueUrl: this.queues.mail.queue.queueUrl,
      mediaQueueUrl: this.queues.media.queue.queueUrl,
      exportQueueUrl: this.queues.export.queue.queueUrl,
      eraseQueueUrl: this.queues.erase.queue.queueUrl,
      mediaBucket: data.mediaBucket.bucketName,
      rawMailBucket: this.inbound.bucket.bucketName,
      tokenKeyArn: data.tokenKey.keyArn,
      mailConfigurationSet: this.mail.configurationSetName,
      parameterPrefix: `/postora/${this.settings.stage}`,
    };
  }
}

function found(functions: ReadonlyMap<string, NodejsFunction>, name: string): NodejsFunction {
  const known = functions.get(name);
  if (!known) throw new Error(`No function for the duty ${name}.`);
  return known;
}

/** A work queue with its dead letters: encrypted, TLS only, five tries. Its consumer is attached with `feed`. */
import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

type WorkQueueProps = {
  /** The consumer's time limit; a message stays hidden six times as long, as AWS asks. */
  consumerTimeoutSeconds: number;
};

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { consumerTimeoutSeconds }: WorkQueueProps) {
    super(scope, id);
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'dead-letters', { ...safe, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'queue', {
      ...safe,
      visibilityTimeout: Duration.seconds(6 * consumerTimeoutSeconds),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
      // Nobody else's dead letters end in work. (Naming the source of our own ones would be a cycle.)
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
  }

  /** Feeds the function in batches of 10 with partial failures. Its rights are granted elsewhere, from the duty table. */
  feed(consumer: IFunction, { maxConcurrency, isOn }: { maxConcurrency: number; isOn: boolean }): void {
    new EventSourceMapping(this, 'feed', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // Not reserved concurrency: that would throttle the poller and burn receives until messages are dead letters.
      maxConcurrency,
      ...(isOn ? {} : { enabled: false }),
    });
  }
}

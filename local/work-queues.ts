/** The template's queues and who consumes them: opened with times that fit the speed, refused where AWS would refuse. */
import { join } from 'node:path';
import type { Callers } from './callers.ts';
import { type EventSource, eventSourceSchema } from './event-sources.ts';
import { realTimeoutMs, timeoutSeconds } from './functions.ts';
import { openQueues, type QueueSettings, type Queues, queueSettings } from './queues.ts';
import type { Resource, Templates } from './template.ts';

export type WorkQueueOptions = {
  templates: Templates /** In memory if left out. */;
  dataDir: string | undefined;
  region: string;
  speed: number;
  timeoutFloorMs: number;
};
type Mapping = ReturnType<typeof eventSourceSchema.parse> & { consumer: Resource };

const mappings = (templates: Templates): Mapping[] =>
  templates.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const mapping = eventSourceSchema.parse(properties);
    return { ...mapping, consumer: templates.find('AWS::Lambda::Function', mapping.FunctionName) };
  });

/** @throws {Error} where AWS would refuse the event source: messages would come back while they are still worked on. */
export async function openWorkQueues({ templates, dataDir, region, speed, timeoutFloorMs }: WorkQueueOptions): Promise<Queues> {
  const queues = templates.ofType('AWS::SQS::Queue').map(queueSettings);
  const limits = new Map(mappings(templates).map(({ EventSourceArn, consumer }) => [EventSourceArn, timeoutSeconds(consumer)]));
  for (const { arn, name, visibilitySeconds } of queues) {
    const needed = limits.get(arn) ?? 0;
    if (visibilitySeconds < needed) {
      throw new Error(`Queue ${name}: visibility timeout ${visibilitySeconds} seconds is less than function timeout ${needed} seconds`);
    }
  }
  const hiddenSeconds = ({ arn, visibilitySeconds }: QueueSettings) => {
    const busyMs = realTimeoutMs(limits.get(arn) ?? 0, speed, timeoutFloorMs);
    return Math.max(Math.ceil(visibilitySeconds / speed), Math.ceil(busyMs / 1000));
  };
  return openQueues(queues, hiddenSeconds, { dataDir: dataDir && join(dataDir, 'queues'), region, speed });
}

/** What is polled for whom, with each function's own credentials. */
export const eventSourcesOf = (templates: Templates, callers: Callers, concurrency: number): EventSource[] =>
  mappings(templates)
    .filter(({ Enabled }) => Enabled)
    .map(({ EventSourceArn, BatchSize, FunctionResponseTypes, ScalingConfig, consumer }) => ({
      functionName: consumer.names.ref,
      queueUrl: templates.find('AWS::SQS::Queue', EventSourceArn).names.ref,
      queueArn: EventSourceArn,
      batchSize: BatchSize,
      reportsFailures: FunctionResponseTypes.length > 0,
      concurrency: Math.min(concurrency, ScalingConfig?.MaximumConcurrency ?? concurrency),
      mayLoop: consumer.properties['RecursiveLoop'] === 'Allow',
      credentials: callers.of(consumer.names.ref),
    }));

/** The template's queues, run by fauxqs inside this process: it gets no socket, because it knows no authentication. */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import * as z from 'zod';
import type { HttpAnswer } from './http-client.ts';
import type { Resource } from './template.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;
/** `import` of a file that fauxqs does not export; its version is pinned, and `queues.test.ts` sends through it. */
type Persistence = NonNullable<Stores['sqsStore']['persistence']>;
export type Queues = {
  /** Handles a call; delays and hidden times are shortened by the speed. */
  call(operation: string, input: Record<string, unknown>): Promise<HttpAnswer>;
  /** What waits in a queue, without touching it. */
  messages(queueName: string): { ready: string[]; delayed: string[]; inFlight: string[] };
  close(): Promise<void>;
};
export type QueueSettings = { name: string; arn: string; visibilitySeconds: number; attributes: Record<string, string> };
export type QueuesOptions = { dataDir?: string | undefined; region: string; speed: number };

const propertiesSchema = z.looseObject({
  VisibilityTimeout: z.coerce.number().default(30),
  DelaySeconds: z.coerce.number().default(0),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().default(0),
  FifoQueue: z.coerce.boolean().default(false),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});

/** A queue as the template declares it; `visibilitySeconds` is what AWS would use. @throws {Error} on a FIFO queue. */
export function queueSettings({ names, properties, logicalId }: Resource): QueueSettings {
  const { VisibilityTimeout, DelaySeconds, ReceiveMessageWaitTimeSeconds, FifoQueue, RedrivePolicy } = propertiesSchema.parse(properties);
  if (FifoQueue) throw new Error(`Queue ${logicalId} is a FIFO queue, which the laptop cloud does not model`);
  const attributes = {
    DelaySeconds: String(DelaySeconds),
    ReceiveMessageWaitTimeSeconds: String(ReceiveMessageWaitTimeSeconds),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
  return {
    name: names.attributes['QueueName'] ?? '',
    arn: names.attributes['Arn'] ?? '',
    visibilitySeconds: VisibilityTimeout,
    attributes,
  };
}

/** `hiddenSeconds` gives the real seconds a message of that queue stays hidden after it was received. */
export async function openQueues(
  queues: QueueSettings[],
  hiddenSeconds: (queue: QueueSettings) => number,
  options: QueuesOptions,
): Promise<Queues> {
  const { stores, persistence } = await openStores(options.dataDir);
  for (const queue of queues) {
    const attributes = { ...queue.attributes, VisibilityTimeout: String(hiddenSeconds(queue)) };
    const kept = stores.sqsStore.getQueueByArn(queue.arn);
    if (kept) kept.setAttributes(attributes);
    else stores.sqsStore.createQueue(queue.name, `http://queues/000000000000/${queue.name}`, queue.arn, attributes);
  }
  const app = buildApp({ logger: false, defaultRegion: options.region, stores });
  return {
    async call(operation, input) {
      const refused = refuseAsAws(input);
      if (refused) return refused;
      const payload = JSON.stringify(scaleTimes(input, options.speed));
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` };
      const answer = await app.inject({ method: 'POST', url: '/', headers, payload });
      const error = answer.headers['x-amzn-query-error'];
      const kind = { 'content-type': 'application/x-amz-json-1.0', ...(typeof error === 'string' ? { 'x-amzn-query-error': error } : {}) };
      return { status: answer.statusCode, headers: kind, body: answer.rawPayload };
    },
    messages(queueName) {
      const found = stores.sqsStore.inspectQueue(queueName);
      if (!found) throw new Error(`There is no queue ${queueName}`);
      const { ready, delayed, inflight } = found.messages;
      return {
        ready: ready.map(({ body }) => body),
        delayed: delayed.map(({ body }) => body),
        inFlight: inflight.map(({ message }) => message.body),
      };
    },
    async close() {
      await app.close();
      persistence?.close();
    },
  };
}

async function openStores(dataDir: string | undefined): Promise<{ stores: Stores; persistence?: Persistence }> {
  const dist = dirname(fileURLToPath(import.meta.resolve('fauxqs')));
  const load = (file: string) => import(join(dist, file));
  const { SqsStore } = await load('sqs/sqsStore.js');
  const { SnsStore } = await load('sns/snsStore.js');
  const { S3Store } = await load('s3/s3Store.js');
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  if (!dataDir) return { stores };
  const { PersistenceManager } = await load('persistence.js');
  const persistence: Persistence = new PersistenceManager(dataDir);
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  return { stores, persistence };
}

const sendSchema = z.looseObject({ DelaySeconds: z.number().optional(), VisibilityTimeout: z.number().optional() });
const entriesOf = (input: Record<string, unknown>) =>
  (Array.isArray(input['Entries']) ? input['Entries'] : []).map((entry) => sendSchema.parse(entry));

/** fauxqs accepts delays that AWS refuses. */
function refuseAsAws(input: Record<string, unknown>): HttpAnswer | undefined {
  const wrong = [sendSchema.parse(input), ...entriesOf(input)]
    .map(({ DelaySeconds }) => DelaySeconds)
    .find((delay) => delay !== undefined && !(delay >= 0 && delay <= 900));
  if (wrong === undefined) return undefined;
  const message = `Value ${wrong} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-query-error': 'InvalidParameterValue;Sender',
    'x-amzn-requestid': randomUUID(),
  };
  return { status: 400, headers, body: Buffer.from(JSON.stringify({ __type: 'com.amazonaws.sqs#InvalidParameterValue', message })) };
}

/** Rounded up to the millisecond: late, never early. */
const shorten = (seconds: number, speed: number) => Math.ceil((seconds * 1000) / speed) / 1000;

function scaleTimes(input: Record<string, unknown>, speed: number): Record<string, unknown> {
  if (speed === 1) return input;
  const scale = <T extends Record<string, unknown>>(of: T) => {
    const { DelaySeconds, VisibilityTimeout } = sendSchema.parse(of);
    return {
      ...of,
      ...(DelaySeconds === undefined ? {} : { DelaySeconds: shorten(DelaySeconds, speed) }),
      ...(VisibilityTimeout === undefined ? {} : { VisibilityTimeout: shorten(VisibilityTimeout, speed) }),
    };
  };
  return { ...scale(input), ...(Array.isArray(input['Entries']) ? { Entries: entriesOf(input).map(scale) } : {}) };
}

/** SQS event sources: polls with the function's own credentials through the gateway, hands batches over, deletes what succeeded. */
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { awsJsonCall } from './http-client.ts';
import type { Lambda } from './lambda.ts';
import { callsInChain, chainLimit } from './lineage.ts';
import type { Credentials } from './sigv4.ts';

export type EventSource = {
  functionName: string;
  queueUrl: string;
  queueArn: string;
  batchSize: number;
  /** Whether the function names the failed messages of a batch (`ReportBatchItemFailures`). */
  reportsFailures: boolean;
  concurrency: number;
  /** Whether the function says `RecursiveLoop: Allow`. */
  mayLoop: boolean;
  credentials: Credentials;
};
export type PollerOptions = {
  sources: EventSource[];
  lambda: Lambda;
  gatewayUrl: string;
  region: string;
  say(level: 'warn' | 'error', text: string): void;
};

export const eventSourceSchema = z.looseObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z.int().default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.looseObject({ MaximumConcurrency: z.int() }).optional(),
});

const messagesSchema = z.looseObject({
  Messages: z
    .array(
      z.looseObject({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string(),
        Attributes: z.record(z.string(), z.string()).default({}),
        MessageAttributes: z
          .record(
            z.string(),
            z.looseObject({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
          )
          .default({}),
      }),
    )
    .default([]),
});
type Message = z.infer<typeof messagesSchema>['Messages'][number];
const failuresSchema = z.looseObject({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() });

/** Starts polling; the returned function stops it and waits for batches under way to be cut off. */
export function startPollers({ sources, lambda, gatewayUrl, region, say }: PollerOptions): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function call(source: EventSource, operation: string, input: Record<string, unknown>): Promise<unknown> {
    const aws = { gatewayUrl, credentials: source.credentials, region, signal };
    const { status, body } = await awsJsonCall(aws, 'sqs', `AmazonSQS.${operation}`, { QueueUrl: source.queueUrl, ...input });
    if (status !== 200) throw new Error(`the event source of ${source.functionName} cannot ${operation}: ${body}`);
    return JSON.parse(body.toString() || '{}');
  }

  async function handleBatch(source: EventSource): Promise<void> {
    const input = {
      MaxNumberOfMessages: Math.min(10, source.batchSize),
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const { Messages: received } = messagesSchema.parse(await call(source, 'ReceiveMessage', input));
    const messages = received.filter((message) => !isLooping(source, message));
    // As at AWS: not handed over, so it comes back until it is a dead letter.
    const stopped = received.length - messages.length;
    if (stopped > 0) say('error', `Lambda stopped ${stopped} messages to ${source.functionName}: ${chainLimit} calls in one chain`);
    if (messages.length === 0) return;
    const before = messages.map(traceOf);
    const result = await lambda.invoke(
      source.functionName,
      { Records: messages.map((message) => toRecord(message, source, region)) },
      before,
    );
    const failed = result.kind === 'ok' ? failedOf(source, messages, result.value) : new Set(messages.map(({ MessageId }) => MessageId));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    if (done.length > 0)
      await call(source, 'DeleteMessageBatch', { Entries: done.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })) });
  }

  async function poll(source: EventSource): Promise<void> {
    while (!signal.aborted) {
      try {
        await handleBatch(source);
      } catch (error) {
        if (signal.aborted) return;
        say('error', error instanceof Error ? error.message : String(error));
        await wait(1_000, undefined, { signal }).catch(() => {});
      }
    }
  }

  const running = sources.flatMap((source) => Array.from({ length: source.concurrency }, () => poll(source)));
  return async () => {
    stopping.abort();
    await Promise.all(running);
  };
}

const traceOf = ({ Attributes }: Message): string | undefined => Attributes['AWSTraceHeader'];
const isLooping = ({ functionName, mayLoop }: EventSource, message: Message): boolean =>
  !mayLoop && callsInChain(traceOf(message), functionName) >= chainLimit;

/** As Lambda reads it: no list is success, a list it cannot match is a failed batch. */
function failedOf({ reportsFailures }: EventSource, messages: Message[], value: unknown): Set<string> {
  if (!reportsFailures || value === null || value === undefined) return new Set();
  const all = new Set(messages.map(({ MessageId }) => MessageId));
  const parsed = failuresSchema.safeParse(value);
  if (!parsed.success) return all;
  const named = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

const toRecord = (message: Message, { queueArn }: EventSource, region: string) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [] },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** One standard queue as SQS keeps it: delays, hidden while being worked on, handed out again, sometimes twice, dead letters after five receives. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import type { PortCalls, Slot } from './port-call.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Story } from './story.ts';
import type { Weather } from './weather.ts';

/** As infra/constructs/work-queue.ts declares it for the publisher (time limit 90 s). */
export const visibilityMs = 540_000;
const maxReceives = 5;
const batchSize = 10;

type Message = { id: string; body: string; visibleAt: number; receives: number; isDeleted: boolean };

/** A worker that takes batches: free, or busy with one. */
export type Consumer = { slot: Slot; isBusy: boolean; run: (event: SQSEvent) => Promise<SQSBatchResponse | undefined> };

export type SimQueue = {
  send: (slot: Slot) => SendMessage<QueueName>;
  consumers: Consumer[];
  /** Nothing is taken and nothing handed out. */
  isOut: () => boolean;
};

type Parts = { scheduler: Scheduler; calls: PortCalls; random: Random; weather: Weather; story: Story; startAt: number };

const toRecord = (message: Message): SQSRecord => ({
  messageId: message.id,
  receiptHandle: message.id,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: '0',
    SenderId: 'sim',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:publish',
  awsRegion: 'us-east-1',
});

export function simQueue({ scheduler, calls, random, weather, story, startAt }: Parts): SimQueue {
  let messages: Message[] = [];
  const consumers: Consumer[] = [];
  let ids = 0;
  const isOut = (): boolean => {
    const sinceMs = scheduler.now() - startAt - (weather.outage?.fromMs ?? 0);
    return weather.outage !== undefined && sinceMs >= 0 && sinceMs < weather.outage.lengthMs;
  };

  function takeBatch(): Message[] {
    messages = messages.filter(({ isDeleted }) => !isDeleted);
    const now = scheduler.now();
    const visible = messages.filter(({ visibleAt }) => visibleAt <= now);
    const size = random.between(1, batchSize);
    const batch: Message[] = [];
    while (batch.length < size && visible.length > 0) batch.push(...visible.splice(random.between(0, visible.length - 1), 1));
    return batch.filter((message) => {
      message.receives += 1;
      message.isDeleted = message.receives > maxReceives;
      if (message.isDeleted) story.tell(() => `${message.id} goes to the dead letters`);
      const isTwice = calls.isFaulty() && random.chance(weather.redelivery);
      message.visibleAt = now + (isTwice ? random.between(0, 5_000) : visibilityMs);
      wakeAt(message.visibleAt);
      return !message.isDeleted;
    });
  }

  async function work(consumer: Consumer, batch: readonly Message[]): Promise<void> {
    consumer.isBusy = true;
    const answer = await consumer.run({ Records: batch.map(toRecord) });
    consumer.isBusy = false;
    const failed = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const isForgotten = calls.isFaulty() && random.chance(weather.redelivery / 4);
    for (const message of batch) if (answer && !failed.has(message.id) && !isForgotten) message.isDeleted = true;
    poll();
  }

  /** Every free worker looks for visible messages, a little later. */
  function poll(): void {
    for (const consumer of consumers) {
      if (consumer.isBusy) continue;
      consumer.isBusy = true;
      scheduler.after(random.between(1, 40), () => {
        consumer.isBusy = false;
        const batch = isOut() ? [] : takeBatch();
        if (batch.length === 0) return;
        void work(consumer, batch);
        poll();
      });
    }
  }
  function wakeAt(at: number): void {
    scheduler.quietly(at - scheduler.now() + random.between(0, 300), poll);
  }
  if (weather.outage) scheduler.quietly(weather.outage.fromMs + weather.outage.lengthMs + 1, poll);

  const add = async (body: string, delaySeconds: number): Promise<void> => {
    ids += 1;
    const visibleAt = scheduler.now() + delaySeconds * 1000;
    messages.push({ id: `m${ids}`, body, visibleAt, receives: 0, isDeleted: false });
    wakeAt(visibleAt);
  };

  const send = (slot: Slot): SendMessage<QueueName> => {
    return (queue, message, { delaySeconds = 0 } = {}) => {
      if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900)
        throw new Error(`SQS refuses a delay of ${delaySeconds}`);
      const body = JSON.stringify(message);
      const effect = async (): Promise<void> => {
        if (isOut()) throw new Error(`${queue} is out of order`);
        return add(body, delaySeconds);
      };
      return calls.call(slot, 'queue', `send ${delaySeconds} s ${body.replace(/^.*?,|"user_id":"[^"]*",/g, '')}`, effect, effect);
    };
  };
  story.tell(() => (weather.outage ? `the queue will be out of order: ${JSON.stringify(weather.outage)}` : 'the queue will work'));
  return { send, consumers, isOut };
}

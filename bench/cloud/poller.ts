/** One queue and Lambda's poller of it, on a virtual clock: whole-second delays, batches of ten, a ramp, failed messages hidden for a while. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import type { Scheduler } from '../../test/sim/scheduler.ts';
import { visibilityMs } from '../../test/sim/sim-queue.ts';
import { sqsEvent } from '../../test/support/world.ts';
import { model } from '../model.ts';
import { type Message, takeFair } from './fair-batch.ts';
import { growingRoom } from './growing-room.ts';

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

export type Poller = {
  send: SendMessage<QueueName>;
  /** The same without taking time: for setting up, before the clock runs. */
  sendAtOnce: SendMessage<QueueName>;
  /** Who works on the messages; set once the handler exists. */
  work: (handler: Handler) => void;
  /** Nothing is taken and nothing is handed out meanwhile. */
  outage: (fromMs: number, lengthMs: number) => void;
  count: { sent: number; batches: number; messages: number };
  /** Most batches at once: what a stage allows, on top of the ramp. */
  limit: { concurrency: number };
};

/** Batches are handed to the handler as long as there is room for them. */
function consumer(scheduler: Scheduler, cpuMsPerMessage: number, isOut: () => boolean, onFailed: (message: Message) => void) {
  const waiting: Message[] = [];
  const inFlight = new Map<string, number>();
  const count = { sent: 0, batches: 0, messages: 0 };
  const limit = { concurrency: Number.POSITIVE_INFINITY };
  const state: { handler: Handler | undefined; running: number } = { handler: undefined, running: 0 };
  const note = (batch: readonly Message[], by: number): void => {
    state.running += by;
    for (const { group } of batch) inFlight.set(group, (inFlight.get(group) ?? 0) + by);
  };
  async function run(batch: readonly Message[], handler: Handler): Promise<void> {
    note(batch, 1);
    count.batches += 1;
    count.messages += batch.length;
    const { batchItemFailures } = await handler(sqsEvent(batch.map(({ body }) => body)));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const [i, message] of batch.entries()) if (failed.has(`message-${i + 1}`)) onFailed(message);
    await scheduler.sleep(cpuMsPerMessage * batch.length);
    note(batch, -1);
    poll();
  }
  function poll(): void {
    if (!state.handler || isOut()) return;
    while (waiting.length > 0 && state.running < Math.min(limit.concurrency, room.size()))
      void run(takeFair(waiting, inFlight), state.handler);
    room.note(waiting.length > 0);
  }
  const room = growingRoom(scheduler, poll);
  const arrive = (message: Message): void => {
    waiting.push(message);
    poll();
  };
  return { count, limit, poll, arrive, state };
}

/** `cpuMsPerMessage` is added to what the handler's calls take. */
export function poller(scheduler: Scheduler, cpuMsPerMessage = 0): Poller {
  const out = { from: 0, to: 0 };
  const isOut = (): boolean => scheduler.now() >= out.from && scheduler.now() < out.to;
  const comeBack = (message: Message): void => {
    if (out.to === 0) throw new Error('a message failed, although nothing was made to fail');
    scheduler.after(visibilityMs, () => arrive(message));
  };
  const { count, limit, poll, arrive, state } = consumer(scheduler, cpuMsPerMessage, isOut, comeBack);
  const sendAtOnce: SendMessage<QueueName> = async (_, message, { delaySeconds = 0, group = '' } = {}) => {
    if (isOut()) throw new Error('the queue is out of order');
    count.sent += 1;
    const body = JSON.stringify(message);
    scheduler.after(delaySeconds * 1000 + model.queueHopMs, () => arrive({ body, group }));
  };
  return {
    count,
    limit,
    sendAtOnce,
    send: async (queue, message, options) => {
      await scheduler.sleep(model.queueSendMs);
      await sendAtOnce(queue, message, options);
    },
    work: (handler) => {
      state.handler = handler;
    },
    outage: (fromMs, lengthMs) => {
      out.from = scheduler.now() + fromMs;
      out.to = out.from + lengthMs;
      scheduler.after(fromMs + lengthMs, poll);
    },
  };
}

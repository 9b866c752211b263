/** The one way into every queue function: message schema, partial batch failures, one log line per message. */

import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { Unexpected } from '../../lib/core/errors.ts';
import type { LogFields } from '../../lib/core/ports.ts';
import { describeError, type Log } from '../../lib/log.ts';

type Input<T extends z.ZodMiniType> = {
  log: Log;
  message: T;
  /** Handles one message; what it returns is logged. A throw sends this message alone back to the queue. */
  run: (message: z.infer<T>) => Promise<LogFields>;
};

/** Not the parser's own error: that one quotes what it could not read. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unexpected('the message is not JSON');
  }
}

async function handle<T extends z.ZodMiniType>({ log, message, run }: Input<T>, record: SQSRecord): Promise<boolean> {
  const base = { message_id: record.messageId, receives: Number(record.attributes.ApproximateReceiveCount) };
  try {
    const fields = await run(z.parse(message, parseJson(record.body)));
    log('info', 'message', { ...base, ...fields });
    return true;
  } catch (error) {
    log('error', 'message', { ...base, ...describeError(error) });
    return false;
  }
}

/** Middy would answer just before the time limit, and the frozen rest of the work would go on minutes later, at the next message. */
const noEarlyEnd = { timeoutEarlyInMillis: 0 };

export const queueHandler = <T extends z.ZodMiniType>(input: Input<T>) =>
  middy<SQSEvent, SQSBatchResponse>(noEarlyEnd).handler(async (event) => {
    const handled = await Promise.all(event.Records.map((record) => handle(input, record)));
    const failed = event.Records.filter((_, i) => !handled[i]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });

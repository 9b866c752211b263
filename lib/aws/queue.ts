/** Sends messages to SQS. AWS refuses a delay above 15 minutes; we refuse it first, because that would be our bug. */

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { Unexpected } from '../core/errors.ts';
import type { QueueName, SendMessage } from '../core/queue.ts';

const maxDelaySeconds = 900;

export function sqsSendMessage<Q extends QueueName>(client: SQSClient, urls: ReadonlyMap<Q, string>): SendMessage<Q> {
  return async (queue, message, { delaySeconds = 0, group } = {}) => {
    const url = urls.get(queue);
    if (url === undefined) throw new Unexpected(`this function has no queue "${queue}"`);
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > maxDelaySeconds) {
      throw new Unexpected(`a message delay must be 0 to ${maxDelaySeconds} whole seconds, not ${delaySeconds}`);
    }
    const fair = group === undefined ? {} : { MessageGroupId: group };
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds: delaySeconds, ...fair }));
  };
}

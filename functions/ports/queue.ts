/** The queues that this function may send to. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsSendMessage } from '../../lib/aws/queue.ts';
import type { QueueName, SendMessage } from '../../lib/core/ports.ts';
import { env } from '../env.ts';

const variableOf = {
  publish: 'PUBLISH_QUEUE_URL',
  refresh: 'REFRESH_QUEUE_URL',
  mail: 'MAIL_QUEUE_URL',
  media: 'MEDIA_QUEUE_URL',
  export: 'EXPORT_QUEUE_URL',
  erase: 'ERASE_QUEUE_URL',
} as const satisfies Record<QueueName, string>;

export const queue = (...names: QueueName[]): SendMessage =>
  sqsSendMessage(new SQSClient({}), Object.fromEntries(names.map((name) => [name, env(variableOf[name])])));

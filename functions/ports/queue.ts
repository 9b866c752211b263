/** The queues that this function may send to. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsSendMessage } from '../../lib/aws/queue.ts';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import { env } from '../env.ts';

const variableOf = {
  publish: 'PUBLISH_QUEUE_URL',
  refresh: 'REFRESH_QUEUE_URL',
  mail: 'MAIL_QUEUE_URL',
  media: 'MEDIA_QUEUE_URL',
  export: 'EXPORT_QUEUE_URL',
  erase: 'ERASE_QUEUE_URL',
} as const satisfies Record<QueueName, string>;

/** Sends to these queues; asking it for another one does not compile. */
export const queue = <Q extends QueueName>(...names: readonly Q[]): SendMessage<Q> =>
  sqsSendMessage(new SQSClient({}), new Map(names.map((name) => [name, env(variableOf[name])])));

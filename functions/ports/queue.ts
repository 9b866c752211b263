/** The queues that this function may send to. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsSendMessage } from '../../lib/aws/queue.ts';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import type { DutyName } from '../duties.ts';
import { env } from '../env.ts';
import type { QueueOf, Whole } from './given.ts';

const variableOf = {
  publish: 'PUBLISH_QUEUE_URL',
  refresh: 'REFRESH_QUEUE_URL',
  mail: 'MAIL_QUEUE_URL',
  media: 'MEDIA_QUEUE_URL',
  export: 'EXPORT_QUEUE_URL',
  erase: 'ERASE_QUEUE_URL',
} as const satisfies Record<QueueName, string>;

/** Every queue of this duty has to be named, and no other can be. */
export const queue = <D extends DutyName, const Named extends readonly QueueOf<D>[]>(
  _: D,
  names: Named & Whole<QueueOf<D>, Named>,
): SendMessage<QueueOf<D>> => sqsSendMessage(new SQSClient({}), new Map(names.map((name) => [name, env(variableOf[name])])));

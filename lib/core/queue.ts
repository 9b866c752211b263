/** The work queues: what each of them holds, and the port that sends to some of them. A queue is a row of `QueueMessages`. */
import type { ExportMessage } from './export.ts';
import type { MailMessage } from './mail-messages.ts';
import type { EraseMessage, MediaMessage, PublishMessage, RefreshMessage } from './messages.ts';

export type QueueMessages = {
  publish: PublishMessage;
  refresh: RefreshMessage;
  mail: MailMessage;
  media: MediaMessage;
  export: ExportMessage;
  erase: EraseMessage;
};
export type QueueName = keyof QueueMessages;

/** A queue together with a message that its consumer understands. */
export type MessageTo<Q extends QueueName> = { [Name in Q]: [queue: Name, message: QueueMessages[Name]] }[Q];
export type SendOptions = { delaySeconds?: number; group?: string };
/**
 * Sends one message to one of the queues `Q`, and to no other. Delay in whole seconds, 0–900; `group` keeps one sender from crowding out
 * others.
 */
export type SendMessage<Q extends QueueName> = (queue: Q, message: QueueMessages[Q], options?: SendOptions) => Promise<void>;

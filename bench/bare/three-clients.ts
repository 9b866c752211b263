/** The least function that could do our work: three clients, one read, one decrypt, one message. Bundled as ours are, to compare with. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const keys = new KMSClient({});
const queue = new SQSClient({});

export const handler = async (event: { key: Record<string, string>; table: string; queue: string; wrapped: string }): Promise<void> => {
  await table.send(new GetCommand({ TableName: event.table, Key: event.key }));
  await keys.send(new DecryptCommand({ CiphertextBlob: Buffer.from(event.wrapped, 'base64') }));
  await queue.send(new SendMessageCommand({ QueueUrl: event.queue, MessageBody: '{}' }));
};

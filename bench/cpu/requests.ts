/** Two requests of the API as production answers them, and the same calls of DynamoDB with nothing around them. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { httpHandler } from '../../functions/middleware/http.ts';
import { sessionCookie } from '../../functions/middleware/request.ts';
import { stores } from '../../functions/ports/stores.ts';
import { publishRoutes } from '../../functions/publish/routes.ts';
import { newId } from '../../lib/core/ids.ts';
import { hashSecret } from '../../lib/core/secret.ts';
import { jsonLog } from '../../lib/log.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { keys } from '../../lib/store/keys.ts';
import { lambdaContext, originSecret, publicOrigin, toEvent } from '../../test/functions/http-event.ts';
import { aPost, seededBytes } from '../../test/support/builders.ts';
import { bodies } from '../cloud/writing.ts';

export type Subject = { userId: string; postId: string; connectionId: string; cookie: string };
export type Request = 'read a post' | 'write a post';
/** One request, done over and over. */
export type Requests = Readonly<Record<Request, () => Promise<void>>>;

const mediaOrigin = 'https://media.postora.example';

export function ours(client: DynamoDBClient, { postId, connectionId, cookie }: Subject): Requests {
  const deps = {
    ...stores(dynamoDatabase(client, { main: 'main' })),
    now: () => new Date(),
    randomBytes: seededBytes(1),
    publicOrigin,
    mediaOrigin,
    originSecrets: async () => [originSecret],
    sendMessage: async () => {},
    signUpload: async () => {
      throw new Error('nobody uploads here');
    },
    log: jsonLog(() => {}),
  };
  const handler = httpHandler(deps, publishRoutes);
  const request = async (method: string, target: string, body?: object): Promise<void> => {
    const { event } = toEvent(method, target, [`${sessionCookie}=${cookie}`], body ? { body } : {}, new Date());
    const { statusCode = 500, body: text } = await handler(event, lambdaContext);
    if (statusCode >= 400) throw new Error(`${method} ${target}: ${text}`);
  };
  return {
    'read a post': () => request('GET', `/v1/posts/${postId}`),
    'write a post': () => request('POST', '/v1/posts', { ...bodies.text, targets: [connectionId] }),
  };
}

export function bare(client: DynamoDBClient, { userId, postId, connectionId, cookie }: Subject): Requests {
  const doc = DynamoDBDocumentClient.from(client);
  const TableName = 'main';
  const get = (Key: { pk: string; sk: string }) => doc.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const query = (pk: string, prefix = '') =>
    doc.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: prefix === '' ? { ':pk': pk } : { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
      }),
    );
  const caller = async (): Promise<void> => {
    await get(keys.session(hashSecret(cookie)));
    await get(keys.user(userId));
  };
  const ofPost = async (id: string): Promise<void> => {
    await query(keys.publication(userId, '', '').pk, `${id}#`);
    await query(keys.approval(userId, '', '').pk, `${id}#`);
  };
  const randomBytes = seededBytes(2);
  const likely = aPost({ userId, ...bodies.text, targets: [connectionId] });
  return {
    'read a post': async () => {
      await caller();
      await get(keys.post(userId, postId));
      await ofPost(postId);
    },
    'write a post': async () => {
      await caller();
      await query(keys.connection(userId, '').pk);
      const id = newId('post', { now: () => new Date(), randomBytes });
      const Item = { ...likely, id, ...keys.post(userId, id), kind: 'post', v: 1 };
      await doc.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    },
  };
}

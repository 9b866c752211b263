/** Tables on DynamoDB Local, of one test file alone. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import type { TableName } from '../../lib/core/ports.ts';
import { ensureDynamoDb } from '../../local/dynamodb.ts';

const closing = new AsyncDisposableStack();
afterAll(() => closing.disposeAsync());

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' } as const,
  { AttributeName: range, KeyType: 'RANGE' } as const,
];

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const due = { IndexName: 'due', KeySchema: key('due_pk', 'due_sk'), Projection: { ProjectionType: 'KEYS_ONLY' } as const };
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'due_pk', 'due_sk'].map(string),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [due],
    }),
  );
}

/** Tables of our own under a name that nobody else uses. */
export async function openTables() {
  const { endpoint, close } = await ensureDynamoDb();
  closing.defer(close);
  const credentials = { accessKeyId: randomUUID().replaceAll('-', '').slice(0, 16), secretAccessKey: 'none' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  closing.defer(() => client.destroy());
  const prefix = `test-${randomUUID()}`;
  const names = { main: `${prefix}-main`, vault: `${prefix}-vault`, ledger: `${prefix}-ledger` } satisfies Record<TableName, string>;
  for (const name of Object.values(names)) await createTable(client, name);
  return { client, names };
}

/** Our three tables on DynamoDB Local, under names that nobody else uses. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableName } from '../../lib/core/ports.ts';

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

export async function createTables(endpoint: string) {
  const credentials = { accessKeyId: randomUUID().replaceAll('-', '').slice(0, 16), secretAccessKey: 'none' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const prefix = `test-${randomUUID()}`;
  const names = { main: `${prefix}-main`, vault: `${prefix}-vault`, ledger: `${prefix}-ledger` } satisfies Record<TableName, string>;
  for (const name of Object.values(names)) await createTable(client, name);
  return { client, names };
}

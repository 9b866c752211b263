/** The same contract as the fake's, on AWS's DynamoDB Local. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import type { TableName } from '../../lib/core/ports.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { databaseContract } from '../contract/database.ts';

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
async function openTables() {
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

const tables = openTables();
tables.catch(() => {});

databaseContract('dynamoDatabase', async () => {
  const { client, names } = await tables;
  return dynamoDatabase(client, names);
});

describe('dynamoDatabase', () => {
  it('T7.12 reaches no table whose name it was not given', async () => {
    const { client, names } = await tables;
    const db = dynamoDatabase(client, { main: names.main });

    await expect(db.get('vault', { pk: 'a', sk: 'a' })).rejects.toThrow('this function has no table "vault"');
  });
});

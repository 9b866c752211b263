import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { openTables } from '../../local/tables.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-dynamodb-'));
const table = (index?: string) => {
  const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
  const indexes = index
    ? { GlobalSecondaryIndexes: [{ IndexName: index, KeySchema: key('due'), Projection: { ProjectionType: 'KEYS_ONLY' } }] }
    : {};
  const attributes = ['pk', ...(index ? ['due'] : [])].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  const properties = { KeySchema: key('pk'), AttributeDefinitions: attributes, ...indexes };
  return [{ stack: 's', logicalId: 'T', type: 'AWS::DynamoDB::GlobalTable', names: { ref: 'main', attributes: {} }, properties }];
};
const item = (pk: string) => Buffer.from(JSON.stringify({ TableName: 'main', Item: { pk: { S: pk } } }));
const none = () => false;

/** `npm test` gives all tests one server; here it is about starting one. */
beforeEach(() => void vi.stubEnv('DYNAMODB_ENDPOINT', ''));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterAll(() => void vi.unstubAllEnvs());

describe(ensureDynamoDb, () => {
  it('says in one line what to install', async () => {
    const starting = ensureDynamoDb({ javaWorks: none, dockerWorks: none, isRootOnDebian: false });

    await expect(starting).rejects.toThrow(
      /^DynamoDB Local needs Java 17 or newer \(apt install openjdk-17-jre-headless\) or a running Docker[^\n]+$/,
    );
  });

  it('keeps the tables of each access key apart, over a restart too', async () => {
    const first = await ensureDynamoDb({ dataDir: dir });
    const open = (endpoint: string, accessKeyId: string) => openTables(table('due'), { endpoint, region: 'us-east-1', accessKeyId });
    const ours = await open(first.endpoint, 'ours');
    await ours.call('PutItem', item('USER#1'));
    const theirs = await open(first.endpoint, 'theirs');

    expect([await ours.hasItem('main', 'USER#'), await theirs.hasItem('main', 'USER#')]).toEqual([true, false]);
    expect([ours.partitionKey('main'), ours.partitionKey('main', 'due')]).toEqual(['pk', 'due']);
    await first.close();

    const second = await ensureDynamoDb({ dataDir: dir });
    const kept = await open(second.endpoint, 'ours');
    const change = () => openTables(table(), { endpoint: second.endpoint, region: 'us-east-1', accessKeyId: 'ours' });

    expect(await kept.hasItem('main', 'USER#')).toBe(true);
    await expect(change()).rejects.toThrow('has the indexes (due), the template wants (): start once with --fresh');
    await second.close();
  });
});

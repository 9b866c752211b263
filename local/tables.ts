/** The template's tables in DynamoDB Local, and the calls to them. Each cloud has its own access key there, hence its own tables. */
import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type HttpAnswer, httpCall } from './http-client.ts';
import type { Resource } from './template.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const indexSchema = z.looseObject({ IndexName: z.string(), KeySchema: keySchema, Projection: z.unknown() });
const tableSchema = z.looseObject({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.unknown()),
  GlobalSecondaryIndexes: z.array(indexSchema).default([]),
  LocalSecondaryIndexes: z.array(indexSchema).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});
const existingSchema = z.object({
  Table: z.looseObject({ GlobalSecondaryIndexes: z.array(z.looseObject({ IndexName: z.string() })).default([]) }),
});

export type Tables = {
  /** Forwards a call as it is; DynamoDB Local checks no signature. */
  call(operation: string, body: Buffer): Promise<HttpAnswer>;
  partitionKey(table: string, index?: string): string;
  /** Whether the first table whose name contains `table` has an item whose partition key starts so. */
  hasItem(table: string, keyPrefix: string): Promise<boolean>;
  names: string[];
};
export type TablesOptions = {
  endpoint: string;
  region: string /** Letters and digits; whoever uses the same sees the same tables. */;
  accessKeyId: string;
};

/** Creates what is missing. @throws {Error} if a kept table lacks an index of the template. */
export async function openTables(resources: Resource[], options: TablesOptions): Promise<Tables> {
  const call = (operation: string, body: Buffer) => forward(operation, body, options);
  const tables = resources.map(({ names, properties }) => ({ name: names.ref, ...tableSchema.parse(properties) }));
  for (const table of tables) await createTable(table, call);
  return {
    call,
    names: tables.map(({ name }) => name),
    async hasItem(part, keyPrefix) {
      const table = tables.find(({ name }) => name.includes(part));
      const key = table?.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
      const names = { FilterExpression: 'begins_with(#key, :prefix)', ExpressionAttributeNames: { '#key': key } };
      const input = { TableName: table?.name, Select: 'COUNT', ...names, ExpressionAttributeValues: { ':prefix': { S: keyPrefix } } };
      const answer = await call('Scan', Buffer.from(JSON.stringify(input)));
      return z.looseObject({ Count: z.int() }).parse(JSON.parse(answer.body.toString())).Count > 0;
    },
    partitionKey(name, index) {
      const table = tables.find((candidate) => candidate.name === name);
      const indexes = [...(table?.GlobalSecondaryIndexes ?? []), ...(table?.LocalSecondaryIndexes ?? [])];
      const keys = index ? indexes.find((candidate) => candidate.IndexName === index)?.KeySchema : table?.KeySchema;
      return keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
    },
  };
}

type Table = z.infer<typeof tableSchema> & { name: string };
type Call = Tables['call'];

async function createTable(table: Table, call: Call): Promise<void> {
  const input = {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    ...indexesOf('GlobalSecondaryIndexes', table.GlobalSecondaryIndexes),
    ...indexesOf('LocalSecondaryIndexes', table.LocalSecondaryIndexes),
  };
  const answer = await call('CreateTable', Buffer.from(JSON.stringify(input)));
  if (answer.status === 200) return startExpiry(table, call);
  const isKept = answer.body.includes('ResourceInUseException');
  if (!isKept) throw new Error(`Table ${table.name} could not be created: ${answer.body}`);
  await compareIndexes(table, call);
}

async function startExpiry({ name, TimeToLiveSpecification }: Table, call: Call): Promise<void> {
  if (!TimeToLiveSpecification) return;
  const answer = await call('UpdateTimeToLive', Buffer.from(JSON.stringify({ TableName: name, TimeToLiveSpecification })));
  if (answer.status !== 200) throw new Error(`Expiry of table ${name} could not be set: ${answer.body}`);
}

async function compareIndexes(table: Table, call: Call): Promise<void> {
  const answer = await call('DescribeTable', Buffer.from(JSON.stringify({ TableName: table.name })));
  const { Table: existing } = existingSchema.parse(JSON.parse(answer.body.toString()));
  const has = existing.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)
    .sort()
    .join();
  const wants = table.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)
    .sort()
    .join();
  if (has !== wants)
    throw new Error(`The kept table ${table.name} has the indexes (${has}), the template wants (${wants}): start once with --fresh`);
}

/** Throughput and per-index extras of GlobalTable are left out: DynamoDB Local refuses them. */
const indexesOf = (kind: string, indexes: z.infer<typeof indexSchema>[]) =>
  indexes.length > 0 ? { [kind]: indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })) } : {};

async function forward(operation: string, body: Buffer, { endpoint, region, accessKeyId }: TablesOptions): Promise<HttpAnswer> {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const signature = createHash('sha256').update(randomUUID()).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${date}/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=${signature}`;
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}`, authorization };
  return httpCall({ method: 'POST', url: new URL(endpoint), headers, body });
}

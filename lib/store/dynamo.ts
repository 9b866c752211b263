/** The `Database` port on DynamoDB: one conditional write or one transaction per commit. */
import { ConditionalCheckFailedException, type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { AppError, Unexpected } from '../core/errors.ts';
import type { Condition, DueRow, Item, Key, QueryInput, TableName, WholeDatabase, Write } from '../core/ports.ts';
import { requireSealed } from '../core/sealed-fields.ts';
import { expiryKeys } from '../core/timer.ts';
import { ttlOf } from './keys.ts';

const itemSchema = z.looseObject({ pk: z.string(), sk: z.string(), kind: z.string(), v: z.number() });
const dueRowSchema = z.object({ pk: z.string(), sk: z.string(), due_sk: z.string() });

/** Table names as deployed; a name that is missing is a right that the function does not have. */
export type TableNames = Partial<Record<TableName, string>>;

const parseItem = (value: unknown): Item => z.parse(itemSchema, value);

function expression(condition: Condition) {
  if ('absent' in condition) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const entries = Object.entries(condition.equals);
  return {
    ConditionExpression: entries.map((_, i) => `#c${i} = :c${i}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#c${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:c${i}`, value])),
  };
}

const changed = (cause: unknown): AppError =>
  new AppError('conflict', 'changed_meanwhile', 'This was changed meanwhile. Load it again.', { cause });
const busy = (cause: unknown): AppError =>
  new AppError('unavailable', 'database_busy', 'Please try again in a moment.', { cause, retryAfterMs: 1000 });

/** Which write failed decides the error; a conflict with another transaction is no verdict, only "try again". */
function canceledBy(error: TransactionCanceledException, writes: readonly Write<TableName>[]): Error {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  const failed = codes.indexOf('ConditionalCheckFailed');
  if (failed >= 0) return writes[failed]?.onConflict ?? changed(error);
  return codes.some((code) => code === 'TransactionConflict' || code === 'ThrottlingError') ? busy(error) : error;
}

type Tables = { doc: DynamoDBDocumentClient; nameOf: (table: TableName) => string };

const conditionOf = (write: Write<TableName>) => (write.condition ? expression(write.condition) : {});

function transactItem({ nameOf }: Tables, write: Write<TableName>): NonNullable<TransactWriteCommandInput['TransactItems']>[number] {
  const TableName = nameOf(write.table);
  if (write.op === 'put') return { Put: { TableName, Item: write.item, ...conditionOf(write) } };
  if (write.op === 'delete') return { Delete: { TableName, Key: write.key, ...conditionOf(write) } };
  return { ConditionCheck: { TableName, Key: write.key, ...expression(write.condition) } };
}

async function commitOne({ doc, nameOf }: Tables, write: Exclude<Write<TableName>, { op: 'check' }>): Promise<void> {
  const TableName = nameOf(write.table);
  try {
    if (write.op === 'put') await doc.send(new PutCommand({ TableName, Item: write.item, ...conditionOf(write) }));
    else await doc.send(new DeleteCommand({ TableName, Key: write.key, ...conditionOf(write) }));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw write.onConflict ?? changed(error);
    throw error;
  }
}

async function commit(tables: Tables, writes: readonly Write<TableName>[]): Promise<void> {
  requireSealed(writes);
  const [only] = writes;
  if (only === undefined) return;
  if (writes.length === 1 && only.op !== 'check') return commitOne(tables, only);
  try {
    await tables.doc.send(new TransactWriteCommand({ TransactItems: writes.map((write) => transactItem(tables, write)) }));
  } catch (error) {
    throw error instanceof TransactionCanceledException ? canceledBy(error, writes) : error;
  }
}

async function query({ doc, nameOf }: Tables, { table, pk, skPrefix, after, limit, descending }: QueryInput<TableName>) {
  const prefix = skPrefix === undefined ? '' : ' AND begins_with(sk, :prefix)';
  const out = await doc.send(
    new QueryCommand({
      TableName: nameOf(table),
      KeyConditionExpression: `pk = :pk${prefix}`,
      ExpressionAttributeValues: skPrefix === undefined ? { ':pk': pk } : { ':pk': pk, ':prefix': skPrefix },
      ConsistentRead: true,
      ScanIndexForward: descending !== true,
      ...(limit === undefined ? {} : { Limit: limit }),
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
    }),
  );
  const items = (out.Items ?? []).map(parseItem);
  const next: unknown = out.LastEvaluatedKey?.['sk'];
  return typeof next === 'string' ? { items, next } : { items };
}

async function queryDue({ doc, nameOf }: Tables, bucket: string): Promise<DueRow[]> {
  const input = {
    TableName: nameOf('main'),
    IndexName: 'due',
    KeyConditionExpression: 'due_pk = :bucket',
    ExpressionAttributeValues: { ':bucket': bucket },
  };
  const rows: DueRow[] = [];
  for await (const page of paginateQuery({ client: doc }, input)) {
    const parsed = (page.Items ?? []).map((row) => z.parse(dueRowSchema, row));
    rows.push(...parsed.map(({ pk, sk, due_sk }) => ({ pk, sk, dueSk: due_sk })));
  }
  return rows;
}

async function increment({ doc, nameOf }: Tables, key: Key, expiresAt: Date): Promise<number> {
  const { due_pk, due_sk } = expiryKeys(expiresAt, 'rate');
  const out = await doc.send(
    new UpdateCommand({
      TableName: nameOf('main'),
      Key: key,
      UpdateExpression: 'ADD #count :one SET #ttl = :ttl, #kind = :kind, #v = :v, #duePk = :duePk, #dueSk = :dueSk',
      ExpressionAttributeNames: { '#count': 'count', '#ttl': 'ttl', '#kind': 'kind', '#v': 'v', '#duePk': 'due_pk', '#dueSk': 'due_sk' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': ttlOf(expiresAt), ':kind': 'rate', ':v': 1, ':duePk': due_pk, ':dueSk': due_sk },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(out.Attributes?.['count']);
}

/** `tables` holds the names that this function was given; another table is not reachable. */
export function dynamoDatabase(client: DynamoDBClient, names: TableNames): WholeDatabase {
  const nameOf = (table: TableName): string => {
    const name = names[table];
    if (name === undefined) throw new Unexpected(`this function has no table "${table}"`);
    return name;
  };
  const tables: Tables = { doc: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), nameOf };
  return {
    get: async (table, key) => {
      const out = await tables.doc.send(new GetCommand({ TableName: nameOf(table), Key: key, ConsistentRead: true }));
      return out.Item === undefined ? undefined : parseItem(out.Item);
    },
    commit: (writes) => commit(tables, writes),
    query: (input) => query(tables, input),
    queryDue: (bucket) => queryDue(tables, bucket),
    increment: (key, expiresAt) => increment(tables, key, expiresAt),
  };
}

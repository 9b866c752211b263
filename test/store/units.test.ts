/** What the bench counts, against what DynamoDB Local says that it consumed. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { countUnits, noUnits, type Units } from '../../bench/counts/units.ts';
import type { Item, WholeDatabase } from '../../lib/core/ports.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { ensureDynamoDb } from '../../local/dynamodb.ts';

const part = z.object({
  CapacityUnits: z.optional(z.number()),
  ReadCapacityUnits: z.optional(z.number()),
  WriteCapacityUnits: z.optional(z.number()),
});
const consumed = z.object({ ...part.shape, Table: z.optional(part), GlobalSecondaryIndexes: z.optional(z.record(z.string(), part)) });
const answer = z.looseObject({ ConsumedCapacity: z.optional(z.union([consumed, z.array(consumed)])) });
type Consumed = z.infer<typeof consumed>;

/** Asks for the consumed capacity with every call and adds it up. */
function told(client: DynamoDBClient): Consumed[] {
  const all: Consumed[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'INDEXES' });
      const result = await next(args);
      const { ConsumedCapacity = [] } = answer.parse(result.output);
      all.push(...[ConsumedCapacity].flat());
      return result;
    },
    { step: 'initialize', name: 'askForCapacity' },
  );
  return all;
}

const closing = new AsyncDisposableStack();
afterAll(() => closing.disposeAsync());

let units: Units;
let db: WholeDatabase;
let all: Consumed[];
/** Units since the last question: what DynamoDB Local told, and what was counted. Of the writes, what the index took. */
function since() {
  const parts = all.flatMap(({ GlobalSecondaryIndexes = {} }) => Object.values(GlobalSecondaryIndexes));
  const sum = (some: readonly { CapacityUnits?: number | undefined }[]): number =>
    some.reduce((units, one) => units + (one.CapacityUnits ?? 0), 0);
  const result = {
    told: { units: sum(all), index: units.reads > 0 ? 0 : sum(parts) },
    counted: { units: units.reads + units.writes - units.checks, index: units.index },
    checks: units.checks,
  };
  all.length = 0;
  Object.assign(units, noUnits());
  return result;
}

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' } as const,
  { AttributeName: range, KeyType: 'RANGE' } as const,
];
const thing = (sk: string) => ({ pk: 'P#1', sk });
const item = (sk: string, more: Record<string, unknown> = {}): Item => ({ pk: 'P#1', sk, kind: 'thing', v: 1, ...more });
const due = (minute: number) => ({ due_pk: `DUE#${minute}`, due_sk: `${minute}#thing` });
const put = (one: Item) => ({ op: 'put', table: 'main', item: one }) as const;

beforeAll(async () => {
  const { endpoint, close } = await ensureDynamoDb();
  closing.defer(close);
  const credentials = { accessKeyId: randomUUID().replaceAll('-', '').slice(0, 16), secretAccessKey: 'none' };
  const open = () => new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const [client, peeking] = [open(), open()];
  closing.defer(() => client.destroy());
  closing.defer(() => peeking.destroy());
  const index = { IndexName: 'due', KeySchema: key('due_pk', 'due_sk'), Projection: { ProjectionType: 'KEYS_ONLY' } as const };
  await peeking.send(
    new CreateTableCommand({
      TableName: 'main',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'due_pk', 'due_sk'].map(string),
      KeySchema: key('pk', 'sk'),
      GlobalSecondaryIndexes: [index],
    }),
  );
  all = told(client);
  units = noUnits();
  db = countUnits(dynamoDatabase(client, { main: 'main' }), dynamoDatabase(peeking, { main: 'main' }).get, units);
});

describe('countUnits', () => {
  const exactly: [string, () => Promise<unknown>][] = [
    ['a small item', () => db.commit([put(item('small'))])],
    ['an item of just a kilobyte', () => db.commit([put(item('kilobyte', { text: 'x'.repeat(1024 - 5 - 10 - 9 - 3 - 4) }))])],
    ['an item one byte larger', () => db.commit([put(item('kilobyte2', { text: 'x'.repeat(1024 - 5 - 11 - 9 - 3 - 4 + 1) }))])],
    [
      'lists, maps, numbers and booleans',
      () =>
        db.commit([
          put(
            item('mixed', {
              list: Array.from({ length: 40 }, (_, i) => ({ at: i * 1.5, is: true, words: 'ü'.repeat(10) })),
              no: null,
              n: -1_700_000,
            }),
          ),
        ]),
    ],
    ['a smaller item in the place of a larger one', () => db.commit([put(item('mixed'))])],
    ['a delete', () => db.commit([{ op: 'delete', table: 'main', key: thing('small') }])],
    ['a read', () => db.get('main', thing('kilobyte2'))],
    ['a read of nothing', () => db.get('main', thing('nothing'))],
    ['a query', () => db.query({ table: 'main', pk: 'P#1' })],
    ['an item that enters the index', () => db.commit([put(item('due', due(1)))])],
    ['an item that changes its place in the index', () => db.commit([put(item('due', due(2)))])],
    ['an item that changes without moving in the index', () => db.commit([put(item('due', { ...due(2), more: 'words' }))])],
    ['a query of the index', () => db.queryDue('DUE#2')],
    ['an item that leaves the index', () => db.commit([put(item('due'))])],
    ['a counter', () => db.increment({ pk: 'RATE#1', sk: '-' }, new Date(2_000_000_000_000))],
    [
      'a transaction of puts and checks',
      () =>
        db.commit([
          put(item('one', { text: 'x'.repeat(1500) })),
          { op: 'check', table: 'main', key: thing('kilobyte2'), condition: { equals: { v: 1 } } },
          { op: 'check', table: 'main', key: thing('nothing'), condition: { absent: true } },
          { op: 'delete', table: 'main', key: thing('mixed') },
        ]),
    ],
    ['a transaction that enters the index', () => db.commit([put(item('due', due(3))), put(item('other'))])],
  ];

  it.each(exactly)('counts %s as DynamoDB Local does', async (_, act) => {
    since();

    await act();

    const { told: theirs, counted } = since();
    expect(counted).toEqual(theirs);
  });

  it('takes a condition on an item that is not written for a write of its size, though DynamoDB Local takes nothing', async () => {
    since();

    await db.commit([
      put(item('small')),
      { op: 'check', table: 'main', key: thing('kilobyte2'), condition: { equals: { v: 1 } } },
      { op: 'check', table: 'main', key: thing('nothing'), condition: { absent: true } },
    ]);

    expect(since()).toEqual({ told: { units: 2, index: 0 }, counted: { units: 2, index: 0 }, checks: 6 });
  });

  it('takes half a unit for a bucket of the index that is empty, though DynamoDB Local takes nothing', async () => {
    since();

    await db.queryDue('DUE#nothing');

    expect(since()).toMatchObject({ told: { units: 0 }, counted: { units: 0.5 } });
  });
});

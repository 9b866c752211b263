/** Processor time of a request against the same calls of DynamoDB with nothing around them: what schemas, rules and middleware cost. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { TableName } from '../../lib/core/ports.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { virtualCloud } from '../cloud/cloud.ts';
import { approved, moveIn } from '../cloud/people.ts';
import type { Subject } from '../cpu/requests.ts';
import { median } from '../median.ts';
import type { Line, Row } from '../row.ts';

const rounds = 7;
const run = promisify(execFile);
const script = fileURLToPath(new URL('../cpu/main.ts', import.meta.url));
const answer = z.record(z.string(), z.number());
type Place = { endpoint: string; accessKeyId: string };

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;

/** A table with one person's rows, as production stores them. The session is of now: the other side goes by the real clock. */
async function furnish({ endpoint, accessKeyId }: Place): Promise<Subject> {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'none' } });
  await client.send(
    new CreateTableCommand({
      TableName: 'main',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [string('pk'), string('sk')],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const cloud = virtualCloud({ startAt: Date.now() });
  const person = await moveIn(cloud);
  const { userId, postId, connectionId } = await approved(cloud, person, new Date(Date.now() + 86_400_000));
  const database = dynamoDatabase(client, { main: 'main' } satisfies Partial<Record<TableName, string>>);
  for (const item of cloud.memory.dump('main')) await database.commit([{ op: 'put', table: 'main', item }]);
  client.destroy();
  return { userId, postId, connectionId, cookie: person.cookie };
}

async function microsOf(side: 'ours' | 'bare', place: Place, subject: Subject): Promise<Record<string, number>> {
  const { stdout } = await run(process.execPath, [script, JSON.stringify({ side, ...place, subject })]);
  return answer.parse(JSON.parse(stdout));
}

async function measure(): Promise<Row[]> {
  const dynamodb = await ensureDynamoDb();
  try {
    const place = { endpoint: dynamodb.endpoint, accessKeyId: randomUUID().replaceAll('-', '').slice(0, 16) };
    const subject = await furnish(place);
    const seen = new Map<string, { ratios: number[]; micros: number[] }>();
    for (let round = 0; round < rounds; round += 1) {
      const [own, reference] = [await microsOf('ours', place, subject), await microsOf('bare', place, subject)];
      for (const [name, micros] of Object.entries(own)) {
        const so = seen.get(name) ?? { ratios: [], micros: [] };
        seen.set(name, { ratios: [...so.ratios, micros / (reference[name] ?? Number.NaN)], micros: [...so.micros, micros] });
      }
    }
    return [...seen].map(([name, { ratios, micros }]) => {
      const detail = `median of ${rounds} pairs; ${(median(micros) / 1000).toFixed(1)} ms of CPU here`;
      return { name: `handler CPU ÷ bare: ${name}`, value: median(ratios), goal: 1.25, unit: '', limit: '1.00', detail };
    });
  } finally {
    await dynamodb.close();
  }
}

export const handlerCpu: Line = { name: 'cpu', about: 'handler CPU ÷ a bare handler with the same SDK calls', measure };

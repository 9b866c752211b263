/** A process of one side of the comparison: `ours` or `bare`. Prints the processor time of one request, in microseconds, for each kind. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { bare, ours } from './requests.ts';

const warmUps = 150;
const times = 250;

const asked = z
  .object({
    side: z.enum(['ours', 'bare']),
    endpoint: z.string(),
    accessKeyId: z.string(),
    subject: z.object({ userId: z.string(), postId: z.string(), connectionId: z.string(), cookie: z.string() }),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const client = new DynamoDBClient({
  endpoint: asked.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: asked.accessKeyId, secretAccessKey: 'none' },
});
const requests = { ours, bare }[asked.side](client, asked.subject);

async function microsOf(request: () => Promise<void>): Promise<number> {
  for (let i = 0; i < warmUps; i += 1) await request();
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await request();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const entries: [string, number][] = [];
for (const [name, request] of Object.entries(requests)) entries.push([name, await microsOf(request)]);
process.stdout.write(JSON.stringify(Object.fromEntries(entries)));
process.exit(0);

/** Where known secrets lie: every item of every table, as stored. */
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Cloud } from './cloud.ts';

/** All items of a table, as JSON text. The laptop's admin may scan; no function may. */
export async function storedItems(cloud: Cloud, tableName: string): Promise<string[]> {
  const { accessKeyId, secretAccessKey } = cloud.credentials.admin;
  const client = new DynamoDBClient({
    endpoint: cloud.gatewayUrl,
    region: cloud.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const items: string[] = [];
  for await (const page of paginateScan({ client }, { TableName: tableName }))
    items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
  client.destroy();
  return items;
}

/** How often one of the secrets occurs in the texts: as it is, as base64, as hex, and URL-encoded. */
export function countHits(secrets: readonly string[], texts: readonly string[]): number {
  const forms = secrets.flatMap((secret) => {
    const bytes = Buffer.from(secret);
    const all = [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex'), encodeURIComponent(secret)];
    return [...new Set(all)];
  });
  return texts.reduce((sum, text) => sum + forms.filter((form) => text.includes(form)).length, 0);
}

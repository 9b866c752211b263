/** Tables on DynamoDB Local, of one test file alone. */
import { afterAll } from 'vitest';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { createTables } from './create-tables.ts';

const closing = new AsyncDisposableStack();
afterAll(() => closing.disposeAsync());

/** Tables of our own under a name that nobody else uses. */
export async function openTables() {
  const { endpoint, close } = await ensureDynamoDb();
  closing.defer(close);
  const { client, names } = await createTables(endpoint);
  closing.defer(() => client.destroy());
  return { client, names };
}

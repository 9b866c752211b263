/** The sandbox's records on AWS's DynamoDB Local. */
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { sandboxStoreContract } from '../contract/sandbox-store.ts';
import { openTables } from './tables.ts';

const tables = openTables();
tables.catch(() => {});

sandboxStoreContract('DynamoDB', async () => {
  const { client, names } = await tables;
  return dynamoDatabase(client, names);
});

/** The same contract as the fake's, on AWS's DynamoDB Local. */
import { describe, expect, it } from 'vitest';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { databaseContract } from '../contract/database.ts';
import { openTables } from './tables.ts';

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

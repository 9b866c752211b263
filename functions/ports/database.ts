/** The tables that this function was given. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Database, TableName } from '../../lib/core/ports.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { env } from '../env.ts';

const variableOf = { main: 'MAIN_TABLE', vault: 'VAULT_TABLE', ledger: 'LEDGER_TABLE' } as const satisfies Record<TableName, string>;

export const database = (...tables: TableName[]): Database =>
  dynamoDatabase(new DynamoDBClient({}), Object.fromEntries(tables.map((table) => [table, env(variableOf[table])])));

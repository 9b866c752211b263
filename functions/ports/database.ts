/** The tables that this function was given. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Database, DueIndex, TableName } from '../../lib/core/ports.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import type { DutyName } from '../duties.ts';
import { env } from '../env.ts';
import type { PlaceOf, Whole } from './given.ts';

const main = (): [TableName, string] => ['main', env('MAIN_TABLE')];
const namesOf = {
  main,
  due: main,
  vault: () => ['vault', env('VAULT_TABLE')],
  ledger: () => ['ledger', env('LEDGER_TABLE')],
} as const satisfies Record<TableName | 'due', () => [TableName, string]>;

/** Every table of this duty, and the index, has to be named, and no other can be. */
export const database = <D extends DutyName, const Named extends readonly PlaceOf<D>[]>(
  _: D,
  places: Named & Whole<PlaceOf<D>, Named>,
): Database<Extract<PlaceOf<D>, TableName>> & ('due' extends PlaceOf<D> ? DueIndex : unknown) =>
  dynamoDatabase(new DynamoDBClient({}), Object.fromEntries(places.map((place) => namesOf[place]())));

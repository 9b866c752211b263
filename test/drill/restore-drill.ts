/**
 * T3.7 on DynamoDB Local: people are deleted through the machine, then an older copy of `main` is put back. Every token in it is tried, the
 * ledger is replayed, and everything that could still run is counted.
 */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { withToken } from '../../lib/app/with-token.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { askInConsole, finish, type Person, settled } from '../functions/eraser/person.ts';
import { signInAgain } from '../functions/steps.ts';
import { createTables } from '../store/create-tables.ts';
import { type World, world } from '../support/world.ts';

const itemSchema = z.looseObject({ pk: z.string(), sk: z.string(), kind: z.string() });
type Stored = z.infer<typeof itemSchema>;

export type Drill = {
  subjects: number;
  /** Tokens that opened before anybody was deleted: the drill can tell the difference. */
  usableAtFirst: number;
  /** In the restored copy, before the ledger was replayed. */
  usableTokens: number;
  /** Once it was replayed: what would go on by itself, and what would let somebody in. */
  runnableJobs: number;
  waysIn: number;
  left: number;
};

/** What a person with all rights can do with a table. */
function tableOf(client: DynamoDBClient, TableName: string) {
  // The same options as the store's: the library keeps those of the first wrapper of a client.
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const all = async (): Promise<Stored[]> => {
    const items: Stored[] = [];
    for await (const page of paginateScan({ client: doc }, { TableName }))
      items.push(...(page.Items ?? []).map((item) => itemSchema.parse(item)));
    return items;
  };
  const restore = async (copy: readonly Stored[]): Promise<void> => {
    for (const { pk, sk } of await all()) await doc.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
    for (const Item of copy) await doc.send(new PutCommand({ TableName, Item }));
  };
  return { all, restore };
}

/** Every token of the table, tried as the publisher would. @returns how many opened. */
async function usableTokens(w: World, items: readonly Stored[]): Promise<number> {
  let usable = 0;
  for (const { pk, sk } of items.filter(({ kind }) => kind === 'token')) {
    const connection = await w.deps.connections.get(pk.slice('TOKENS#'.length), sk);
    if (connection) await withToken(w.deps, connection, async () => (usable += 1)).catch(() => undefined);
  }
  return usable;
}

async function moveIn(w: World, subjects: number, say: (line: string) => void): Promise<Person[]> {
  const people: Person[] = [];
  for (let n = 1; n <= subjects; n += 1) {
    people.push(await settled(w, `person${n}@example.org`, String(17_841_400_000_000_000n + BigInt(n))));
    if (n % 25 === 0) say(`${n} people have moved in`);
  }
  return people;
}

const waysIn = ['session', 'session_of_user', 'link', 'invite', 'state', 'deletion_link', 'pending'];
/** What stands in the index because it ends runs nothing. */
const isRunnable = ({ due_pk, kind }: Stored): boolean => typeof due_pk === 'string' && due_pk.startsWith('DUE#') && kind !== 'deletion';

/** @param endpoint of DynamoDB Local */
export async function restoreDrill(endpoint: string, subjects: number, say: (line: string) => void): Promise<Drill> {
  const { client, names } = await createTables(endpoint);
  const w = world(1, undefined, dynamoDatabase(client, names));
  const main = tableOf(client, names.main);
  const people = await moveIn(w, subjects, say);
  const copy = await main.all();
  const usableAtFirst = await usableTokens(w, copy);
  say(`copied main: ${copy.length} items, ${usableAtFirst} usable tokens`);
  const codes: string[] = [];
  for (const person of people) {
    await signInAgain(w, person.browser, person.address);
    codes.push(await askInConsole(person));
  }
  for (const code of codes) await finish(w, code);
  say(`deleted ${codes.length} people: ${(await main.all()).length} items are left`);
  await main.restore(copy);
  const usable = await usableTokens(w, await main.all());
  say(`put the copy back: ${usable} usable tokens`);
  say(`replayed the ledger: ${JSON.stringify(await w.operate({ command: 'replay_ledger' }))}`);
  for (const code of codes) await finish(w, code);
  const after = await main.all();
  client.destroy();
  return {
    subjects,
    usableAtFirst,
    usableTokens: usable,
    runnableJobs: after.filter(isRunnable).length,
    waysIn: after.filter(({ kind }) => waysIn.includes(kind)).length,
    left: after.filter(({ kind }) => !['deletion', 'rate', 'sweep', 'retention'].includes(kind)).length,
  };
}

export const isPassed = ({ subjects, usableAtFirst, usableTokens: usable, runnableJobs, waysIn: doors, left }: Drill): boolean =>
  usableAtFirst >= subjects && usable + runnableJobs + doors + left === 0;

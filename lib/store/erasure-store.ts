/**
 * What is stored of one person or one connection, kind by kind, as keys to be counted, removed and looked for again. A new kind of item has
 * to be found here, or a test (test/functions/eraser/leftovers.test.ts) finds it left behind.
 */
import * as z from 'zod/mini';
import type { ErasedKind, Group, Whose } from '../core/deletion.ts';
import type { Database, Item, Key, TableName, WholeDatabase, Write } from '../core/ports.ts';
import { holdsPlatformData, publicationSchema } from '../core/publication.ts';
import { sandboxAccountOf } from '../core/sandbox.ts';
import { keys } from './keys.ts';

const inMain = (...all: Key[]): Group => all.map(({ pk, sk }) => ({ table: 'main', key: { pk, sk } }));
const text = (item: Item, name: string): string => (typeof item[name] === 'string' ? item[name] : '');

/** Every item of one partition. */
async function itemsOf(db: Database<TableName>, table: TableName, pk: string, skPrefix?: string): Promise<Item[]> {
  const all: Item[] = [];
  const input = { table, pk, ...(skPrefix === undefined ? {} : { skPrefix }) };
  let after: string | undefined;
  do {
    const page = await db.query(after === undefined ? input : { ...input, after });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}

const partition = async (db: Database<TableName>, pk: string): Promise<Group[]> =>
  (await itemsOf(db, 'main', pk)).map((item) => inMain(item));

async function partitions(db: Database<TableName>, pks: readonly string[]): Promise<Group[]> {
  return (await Promise.all(pks.map((pk) => partition(db, pk)))).flat();
}

/** An item alone, if it is there and `isTheirs`. */
async function single(db: Database<TableName>, key: Key, isTheirs: (item: Item) => boolean = () => true): Promise<Group[]> {
  const item = await db.get('main', key);
  return item && isTheirs(item) ? [inMain(key)] : [];
}

async function singles(db: Database<TableName>, all: readonly Key[], isTheirs?: (item: Item) => boolean): Promise<Group[]> {
  return (await Promise.all(all.map((key) => single(db, key, isTheirs)))).flat();
}

type Find = (db: Database<TableName>, whose: Whose) => Promise<Group[]>;

/** Counters of theirs, of whatever hour. One of a network address leads back to nobody. */
const ratesOf = ({ userId, emailHash }: Whose): string[] => [
  keys.rate('upload', userId, 0).pk,
  keys.rate('link_own', userId, 0).pk,
  keys.rate('export', userId, 0).pk,
  keys.rate('calls', userId, 0).pk,
  ...(emailHash === undefined ? [] : [keys.rate('link_mailbox', emailHash, 0).pk]),
];

/** Each with the row that it is found by. */
async function pending(db: Database<TableName>, { userId, emailHash }: Whose): Promise<Group[]> {
  const owners = [userId, ...(emailHash === undefined ? [] : [emailHash])];
  const rows = await Promise.all(owners.map((owner) => itemsOf(db, 'main', keys.pending(owner, '').pk)));
  return rows.flat().map((row) => inMain({ pk: row.sk, sk: '-' }, row));
}

async function sessions(db: Database<TableName>, { userId }: Whose): Promise<Group[]> {
  const listed = await itemsOf(db, 'main', keys.sessionOfUser(userId, '').pk);
  return listed.map((item) => inMain(keys.session(text(item, 'tokenHash')), item));
}

async function dataKeys(db: Database<TableName>, { connectionIds }: Whose): Promise<Group[]> {
  const found = await Promise.all(connectionIds.map((id) => itemsOf(db, 'vault', keys.dataKey(id, 0).pk)));
  return found.flat().map(({ pk, sk }) => [{ table: 'vault', key: { pk, sk } }]);
}

async function user(db: Database<TableName>, { userId, emailHash }: Whose): Promise<Group[]> {
  const email = emailHash === undefined ? [] : await single(db, keys.email(emailHash), (item) => item['userId'] === userId);
  return [...email, ...(await single(db, keys.user(userId)))];
}

const ofUser = {
  data_key: dataKeys,
  token: (db, { userId }) => partition(db, keys.token(userId, '').pk),
  health: (db, { userId }) => partition(db, keys.health(userId, '', '').pk),
  owner: (db, { remotes, userId }) =>
    singles(
      db,
      remotes.map(({ provider, remoteHash }) => keys.remote(provider, remoteHash)),
      (item) => item['userId'] === userId,
    ),
  lease: (db, { connectionIds }) => singles(db, connectionIds.map(keys.lease)),
  recent_text: (db, { connectionIds }) =>
    partitions(
      db,
      connectionIds.map((id) => keys.recentText(id, '').pk),
    ),
  connection: (db, { userId }) => partition(db, keys.connection(userId, '').pk),
  sandbox: (db, { userId }) => {
    const account = sandboxAccountOf(userId);
    return partitions(db, [keys.sandboxGrant(account, '').pk, keys.sandbox(account, '').pk]);
  },
  publication: (db, { userId }) => partition(db, keys.publication(userId, '', '').pk),
  approval: (db, { userId }) => partition(db, keys.approval(userId, '', '').pk),
  post: (db, { userId }) => partition(db, keys.post(userId, '').pk),
  media: (db, { userId }) => partition(db, keys.media(userId, '').pk),
  export: (db, { userId }) => partition(db, keys.export(userId, '').pk),
  session: sessions,
  pending,
  rate: (db, whose) => partitions(db, ratesOf(whose)),
  event: (db, { userId }) => partition(db, keys.event(userId, '').pk),
  user,
} as const satisfies Record<ErasedKind, Find>;

const isOneOf = ({ connectionIds }: Whose, id: string): boolean => connectionIds.includes(id);
const none: Find = async () => [];

/** Of one connection: what came from the platform, and what opens it. What its owner wrote stays with its owner. */
const ofConnection: Record<ErasedKind, Find> = {
  ...ofUser,
  token: async (db, whose) => (await ofUser.token(db, whose)).filter(([row]) => isOneOf(whose, row?.key.sk ?? '')),
  health: async (db, whose) => (await ofUser.health(db, whose)).filter(([row]) => isOneOf(whose, row?.key.sk.split('#')[0] ?? '')),
  owner: (db, { remotes, connectionIds }) =>
    singles(
      db,
      remotes.map(({ provider, remoteHash }) => keys.remote(provider, remoteHash)),
      (item) => connectionIds.includes(text(item, 'connectionId')),
    ),
  connection: (db, { userId, connectionIds }) =>
    singles(
      db,
      connectionIds.map((id) => keys.connection(userId, id)),
    ),
  // They stay with their owner, as the posts do; found are those that still hold something of the platform's.
  publication: async (db, whose) => {
    const all = await itemsOf(db, 'main', keys.publication(whose.userId, '', '').pk);
    const theirs = all.filter(({ sk }) => isOneOf(whose, sk.split('#')[1] ?? ''));
    return theirs.filter((item) => holdsPlatformData(z.parse(publicationSchema, item))).map((item) => inMain(item));
  },
  sandbox: none,
  approval: none,
  post: none,
  media: none,
  export: none,
  session: none,
  pending: none,
  rate: none,
  event: none,
  user: none,
};

/** Partitions of theirs whose items may stand in the `due` index, because something has to be done with them or because they end. */
const timed = (userId: string): string[] =>
  [
    keys.publication(userId, '', ''),
    keys.token(userId, ''),
    keys.connection(userId, ''),
    keys.media(userId, ''),
    keys.export(userId, ''),
    keys.sessionOfUser(userId, ''),
    keys.pending(userId, ''),
    keys.event(userId, ''),
  ].map(({ pk }) => pk);

/** A transaction takes at most a hundred writes, and one group stays together. */
const removedAtOnce = 50;

export const erasureStore = (db: WholeDatabase) => ({
  /** What there is of this kind. */
  find: (extent: 'user' | 'connection', kind: ErasedKind, whose: Whose): Promise<Group[]> =>
    (extent === 'user' ? ofUser : ofConnection)[kind](db, whose),

  /** In portions, each to be committed on its own; harmless when repeated. */
  remove: (groups: readonly Group[]): Write<TableName>[][] => {
    const writes = groups.flat().map(({ table, key }): Write<TableName> => ({ op: 'delete', table, key }));
    return Array.from({ length: Math.ceil(writes.length / removedAtOnce) }, (_, i) =>
      writes.slice(i * removedAtOnce, (i + 1) * removedAtOnce),
    );
  },

  /** Buckets of the `due` index in which something of theirs stands. */
  buckets: async (userId: string): Promise<string[]> => {
    const items = await Promise.all(timed(userId).map((pk) => itemsOf(db, 'main', pk)));
    return [...new Set(items.flat().flatMap((item) => text(item, 'due_pk') || []))];
  },

  /** Whether one of these buckets still names something of theirs. */
  isIndexed: async (buckets: readonly string[], userId: string, connectionId?: string): Promise<boolean> => {
    const isTheirs = ({ pk, sk }: Key): boolean => pk.endsWith(`#${userId}`) && (connectionId === undefined || sk.includes(connectionId));
    for (let i = 0; i < buckets.length; i += removedAtOnce) {
      const rows = await Promise.all(buckets.slice(i, i + removedAtOnce).map((bucket) => db.queryDue(bucket)));
      if (rows.flat().some(isTheirs)) return true;
    }
    return false;
  },
});
export type ErasureStore = ReturnType<typeof erasureStore>;

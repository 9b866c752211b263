/** What every `Database` must do, be it DynamoDB or the memory of a test: each case runs on both (T7.12). */
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import type { Condition, Item, Key, QueryInput, TableName, WholeDatabase, Write } from '../../lib/core/ports.ts';
import { aSeal, aWrappedKey } from '../support/builders.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Keys that no other case uses, so that cases can share one database. */
let cases = 0;
const newPk = (name = 'CASE'): string => {
  cases += 1;
  return `${name}#${cases}#${Math.random().toString(36).slice(2)}`;
};

const item = (pk: string, sk: string, more: Attributes = {}): Item => ({ ...more, pk, sk, kind: 'thing', v: 1 });
const put = (one: Item, condition?: Condition, onConflict?: Error, table: TableName = 'main'): Write<TableName> => ({
  op: 'put',
  table,
  item: one,
  ...(condition ? { condition } : {}),
  ...(onConflict ? { onConflict } : {}),
});
/** DynamoDB refuses a key with more than key attributes. */
const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });
const remove = (key: Key, condition?: Condition, onConflict?: Error, table: TableName = 'main'): Write<TableName> => ({
  op: 'delete',
  table,
  key: keyOf(key),
  ...(condition ? { condition } : {}),
  ...(onConflict ? { onConflict } : {}),
});
const check = (key: Key, condition: Condition, onConflict?: Error, table: TableName = 'main'): Write<TableName> => ({
  op: 'check',
  table,
  key: keyOf(key),
  condition,
  ...(onConflict ? { onConflict } : {}),
});

const absent: Condition = { absent: true };
const equals = (values: Record<string, string | number | boolean>): Condition => ({ equals: values });
const mine = (): AppError => new AppError('conflict', 'mine', 'This very write failed.');
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const changedMeanwhile = { kind: 'conflict', code: 'changed_meanwhile' };

/** All pages of a query, one after the other. */
async function allPages(db: WholeDatabase, input: QueryInput<TableName>): Promise<{ items: Item[]; sizes: number[] }> {
  const items: Item[] = [];
  const sizes: number[] = [];
  let after = input.after;
  do {
    const page = await db.query({ ...input, ...(after === undefined ? {} : { after }) });
    items.push(...page.items);
    sizes.push(page.items.length);
    after = page.next;
  } while (after !== undefined);
  return { items, sizes };
}

const fill = async (db: WholeDatabase, pk: string, sks: readonly string[]): Promise<void> => {
  for (const sk of sks) await db.commit([put(item(pk, sk))]);
};
const sksOf = (items: readonly Item[]): string[] => items.map(({ sk }) => sk);
/** Index rows of one bucket, shortly. */
const dueSks = async (db: WholeDatabase, bucket: string): Promise<string[]> => (await db.queryDue(bucket)).map(({ dueSk }) => dueSk);

type Open = () => WholeDatabase;

function readCases(open: Open): void {
  it('T7.12 gives undefined for what is not there', async () => {
    expect(await open().get('main', { pk: newPk(), sk: '-' })).toBeUndefined();
  });

  it('T7.12 reads back exactly what was put', async () => {
    const nested = { list: [1, 'two', { three: true }], map: { deep: { deeper: null } }, empty: '', zero: 0, no: false };
    const one = item(newPk(), 'a', nested);

    await open().commit([put(one)]);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it('T7.12 reads a write at once, again and again', async () => {
    const pk = newPk();

    for (let n = 1; n <= 20; n += 1) {
      await open().commit([put(item(pk, 'a', { n }))]);
      expect((await open().get('main', { pk, sk: 'a' }))?.['n']).toBe(n);
      expect((await open().query({ table: 'main', pk })).items[0]?.['n']).toBe(n);
    }
  });

  it('T7.12 replaces the whole item, not single attributes', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'a', { old: 1, kept: 1 }))]);

    await open().commit([put(item(pk, 'a', { kept: 2 }))]);

    expect(await open().get('main', { pk, sk: 'a' })).toStrictEqual(item(pk, 'a', { kept: 2 }));
  });

  it('T7.12 leaves attributes out that are undefined, at every depth', async () => {
    const pk = newPk();

    await open().commit([put(item(pk, 'a', { gone: undefined, map: { gone: undefined, here: 1 } }))]);

    expect(await open().get('main', { pk, sk: 'a' })).toStrictEqual(item(pk, 'a', { map: { here: 1 } }));
  });

  it('T7.12 hands out copies: changing one changes nothing stored', async () => {
    const pk = newPk();
    const list = ['a'];
    await open().commit([put(item(pk, 'a', { list }))]);
    list.push('b');

    const read = await open().get('main', { pk, sk: 'a' });
    if (Array.isArray(read?.['list'])) read['list'].push('c');

    expect((await open().get('main', { pk, sk: 'a' }))?.['list']).toEqual(['a']);
  });

  it('T7.12 keeps texts of any script, and numbers to the last digit', async () => {
    const text = 'ä ß 🙂 👩‍👩‍👧 \u0000 \u2028 漢字 e\u0301 "quoted" \\';
    const one = item(newPk('schlüssel 🙂'), 'ключ', { text, most: Number.MAX_SAFE_INTEGER, least: -Number.MAX_SAFE_INTEGER, part: 0.1 });

    await open().commit([put(one)]);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it('T7.12 keeps a text of 300,000 bytes', async () => {
    const one = item(newPk(), 'a', { text: 'ü'.repeat(150_000) });

    await open().commit([put(one)]);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it('T7.12 refuses an item above 400 kB, and stores nothing of it', async () => {
    const one = item(newPk(), 'a', { text: 'x'.repeat(420_000) });

    expect(await failure(open().commit([put(one)]))).toBeInstanceOf(Error);

    expect(await open().get('main', keyOf(one))).toBeUndefined();
  });

  it('T7.12 keeps tables apart', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'a', { where: 'vault' }), undefined, undefined, 'vault')]);

    expect(await open().get('main', { pk, sk: 'a' })).toBeUndefined();
    expect(await open().get('vault', { pk, sk: 'a' })).toMatchObject({ where: 'vault' });
    expect((await open().query({ table: 'ledger', pk })).items).toEqual([]);
  });
}

function conditionCases(open: Open): void {
  it('T7.12 puts what is absent', async () => {
    const one = item(newPk(), 'a');

    await open().commit([put(one, absent)]);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it('T7.12 refuses to put over what is there, and leaves it', async () => {
    const one = item(newPk(), 'a', { n: 1 });
    await open().commit([put(one)]);

    expect(await failure(open().commit([put({ ...one, n: 2 }, absent)]))).toMatchObject(changedMeanwhile);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it('T7.12 puts again after a delete', async () => {
    const one = item(newPk(), 'a');
    await open().commit([put(one)]);
    await open().commit([remove(one)]);

    await open().commit([put(one, absent)]);

    expect(await open().get('main', keyOf(one))).toStrictEqual(one);
  });

  it.each([
    ['a number', { n: 1 }, { n: 1 }, true],
    ['another number', { n: 1 }, { n: 2 }, false],
    ['a text', { s: 'x' }, { s: 'x' }, true],
    ['a text in other letters', { s: 'x' }, { s: 'X' }, false],
    ['an empty text', { s: '' }, { s: '' }, true],
    ['true', { b: true }, { b: true }, true],
    ['false for true', { b: true }, { b: false }, false],
    ['a number for its text', { n: '1' }, { n: 1 }, false],
    ['a text for its number', { n: 1 }, { n: '1' }, false],
    ['several, all right', { n: 1, s: 'x' }, { n: 1, s: 'x' }, true],
    ['several, one wrong', { n: 1, s: 'x' }, { n: 1, s: 'y' }, false],
    ['an attribute that is not there', { n: 1 }, { other: 1 }, false],
    ['an attribute with a reserved name', { state: 'x', name: 'y' }, { state: 'x', name: 'y' }, true],
    ['a key attribute', {}, { sk: 'a' }, true],
  ] as const)('T7.12 compares %s', async (_name, stored, wanted, isRight) => {
    const pk = newPk();
    await open().commit([put(item(pk, 'a', stored))]);

    const error = await failure(open().commit([put(item(pk, 'a', { isNew: true }), equals({ ...wanted }))]));

    expect(error === undefined).toBe(isRight);
    expect((await open().get('main', { pk, sk: 'a' }))?.['isNew']).toBe(isRight ? true : undefined);
  });

  it('T7.12 refuses a comparison with what is not there', async () => {
    const one = item(newPk(), 'a', { n: 1 });

    expect(await failure(open().commit([put(one, equals({ n: 1 }))]))).toMatchObject(changedMeanwhile);

    expect(await open().get('main', keyOf(one))).toBeUndefined();
  });

  it('T7.12 deletes what is as expected, and nothing else', async () => {
    const one = item(newPk(), 'a', { n: 1 });
    await open().commit([put(one)]);

    expect(await failure(open().commit([remove(one, equals({ n: 2 }))]))).toMatchObject(changedMeanwhile);
    expect(await open().get('main', keyOf(one))).toStrictEqual(one);

    await open().commit([remove(one, equals({ n: 1 }))]);
    expect(await open().get('main', keyOf(one))).toBeUndefined();
  });

  it('T7.12 deletes what is not there without a word', async () => {
    await open().commit([remove({ pk: newPk(), sk: 'a' })]);
  });

  it('T7.12 refuses to delete what is not there as expected', async () => {
    expect(await failure(open().commit([remove({ pk: newPk(), sk: 'a' }, equals({ n: 1 }))]))).toMatchObject(changedMeanwhile);
  });

  it.each([
    ['put', (one: Item, error: Error) => put(one, absent, error)],
    ['delete', (one: Item, error: Error) => remove(one, equals({ n: 2 }), error)],
    ['check', (one: Item, error: Error) => check(one, equals({ n: 2 }), error)],
  ])('T7.12 throws the very error that a single %s names', async (_op, write) => {
    const one = item(newPk(), 'a', { n: 1 });
    const error = mine();
    await open().commit([put(one)]);

    expect(await failure(open().commit([write(one, error)]))).toBe(error);
  });

  it('T7.12 lets a single check pass that holds', async () => {
    const one = item(newPk(), 'a', { n: 1 });
    await open().commit([put(one)]);

    await open().commit([check(one, equals({ n: 1 }))]);
    await open().commit([check({ pk: newPk(), sk: 'a' }, absent)]);
  });
}

function transactionCases(open: Open): void {
  it('T7.12 does nothing for no writes', async () => {
    await open().commit([]);
  });

  it('T7.12 writes all of a transaction', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'old'))]);

    await open().commit([put(item(pk, 'a')), put(item(pk, 'b'), absent), remove({ pk, sk: 'old' }), check({ pk, sk: 'none' }, absent)]);

    expect(sksOf((await open().query({ table: 'main', pk })).items)).toEqual(['a', 'b']);
  });

  it.each([0, 1, 2])('T7.12 writes nothing when write %i of three fails, and throws its error', async (wrong) => {
    const pk = newPk();
    await open().commit([put(item(pk, 'there'))]);
    const errors = [mine(), mine(), mine()];
    const writes = errors.map((error, i) => put(item(pk, i === wrong ? 'there' : `new ${i}`, { i }), absent, error));

    expect(await failure(open().commit(writes))).toBe(errors[wrong]);

    expect((await open().query({ table: 'main', pk })).items).toStrictEqual([item(pk, 'there')]);
  });

  it('T7.12 throws the first of several failed conditions', async () => {
    const [first, second] = [mine(), mine()];
    const pk = newPk();
    await open().commit([put(item(pk, 'there'))]);

    const writes = [
      put(item(pk, 'ok')),
      check({ pk, sk: 'none' }, equals({ n: 1 }), first),
      put(item(pk, 'there', { n: 2 }), absent, second),
    ];

    expect(await failure(open().commit(writes))).toBe(first);
  });

  it('T7.12 says that something changed when the failed write names no error', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'there'))]);

    const error = await failure(open().commit([put(item(pk, 'a')), put(item(pk, 'there'), absent)]));

    expect(error).toMatchObject(changedMeanwhile);
  });

  it('T7.12 holds one transaction over several tables', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'key'), undefined, undefined, 'vault')]);

    const wrong = [
      put(item(pk, 'a')),
      put(item(pk, 'key', { n: 2 }), absent, undefined, 'vault'),
      put(item(pk, 'l'), undefined, undefined, 'ledger'),
    ];
    expect(await failure(open().commit(wrong))).toMatchObject(changedMeanwhile);
    expect(await open().get('main', { pk, sk: 'a' })).toBeUndefined();
    expect(await open().get('ledger', { pk, sk: 'l' })).toBeUndefined();

    await open().commit([
      put(item(pk, 'a')),
      remove({ pk, sk: 'key' }, undefined, undefined, 'vault'),
      put(item(pk, 'l'), undefined, undefined, 'ledger'),
    ]);
    expect(await open().get('main', { pk, sk: 'a' })).toBeDefined();
    expect(await open().get('vault', { pk, sk: 'key' })).toBeUndefined();
    expect(await open().get('ledger', { pk, sk: 'l' })).toBeDefined();
  });

  it('T7.12 takes the same key in two tables for two items', async () => {
    const pk = newPk();

    await open().commit([put(item(pk, 'a', { n: 1 })), put(item(pk, 'a', { n: 2 }), undefined, undefined, 'vault')]);

    expect((await open().get('main', { pk, sk: 'a' }))?.['n']).toBe(1);
    expect((await open().get('vault', { pk, sk: 'a' }))?.['n']).toBe(2);
  });

  it('T7.12 refuses a transaction that names one item twice', async () => {
    const pk = newPk();

    expect(await failure(open().commit([put(item(pk, 'a')), check({ pk, sk: 'a' }, absent)]))).toBeInstanceOf(Error);

    expect(await open().get('main', { pk, sk: 'a' })).toBeUndefined();
  });

  it('T7.12 holds 100 writes, refuses 101', async () => {
    const pk = newPk();
    const writes = Array.from({ length: 101 }, (_, i) => put(item(pk, String(i))));

    expect(await failure(open().commit(writes))).toBeInstanceOf(Error);
    expect((await open().query({ table: 'main', pk })).items).toEqual([]);

    await open().commit(writes.slice(0, 100));
    expect((await open().query({ table: 'main', pk })).items).toHaveLength(100);
  });

  it('T7.12 lets one of many racing writers win', async () => {
    const pk = newPk();
    await open().commit([put(item(pk, 'a', { rev: 1 }))]);

    const racers = Array.from({ length: 10 }, (_, by) => open().commit([put(item(pk, 'a', { rev: 2, by }), equals({ rev: 1 }))]));
    const results = await Promise.allSettled(racers);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('T7.12 makes no second winner out of racing transactions', async () => {
    const pk = newPk();
    const racers = Array.from({ length: 5 }, (_, by) => open().commit([put(item(pk, 'lock', { by }), absent), put(item(pk, `of ${by}`))]));

    const won = (await Promise.allSettled(racers)).flatMap(({ status }, by) => (status === 'fulfilled' ? [by] : []));

    expect(won.length).toBeLessThanOrEqual(1);
    expect(sksOf((await open().query({ table: 'main', pk, skPrefix: 'of' })).items)).toEqual(won.map((by) => `of ${by}`));
  });
}

function queryCases(open: Open): void {
  it('T7.12 finds nothing in an empty partition', async () => {
    expect(await open().query({ table: 'main', pk: newPk() })).toEqual({ items: [] });
  });

  it('T7.12 stays inside its partition', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a']);
    await fill(open(), `${pk}0`, ['b']);

    expect(sksOf((await open().query({ table: 'main', pk })).items)).toEqual(['a']);
  });

  it('T7.12 sorts by the bytes of the sort key, not by its letters', async () => {
    const pk = newPk();
    await fill(open(), pk, ['b', 'B', '10', '9', '\u{1F600}', '\uFF5E', 'ä', 'z', '-', '#']);

    const ascending = sksOf((await open().query({ table: 'main', pk })).items);
    const descending = sksOf((await open().query({ table: 'main', pk, descending: true })).items);

    expect(ascending).toEqual(['#', '-', '10', '9', 'B', 'b', 'z', 'ä', '\uFF5E', '\u{1F600}']);
    expect(descending).toEqual(ascending.toReversed());
  });

  it('T7.12 finds by prefix, literally', async () => {
    const pk = newPk();
    await fill(open(), pk, ['post_1#a', 'post_1#b', 'post_10#a', 'post_1', 'POST_1#c', '%', '_']);

    expect(sksOf((await open().query({ table: 'main', pk, skPrefix: 'post_1#' })).items)).toEqual(['post_1#a', 'post_1#b']);
    expect(sksOf((await open().query({ table: 'main', pk, skPrefix: 'post_' })).items)).toEqual([
      'post_1',
      'post_1#a',
      'post_1#b',
      'post_10#a',
    ]);
    expect((await open().query({ table: 'main', pk, skPrefix: 'x' })).items).toEqual([]);
  });

  it('T7.12 finds by prefix backwards', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a#1', 'a#2', 'b#1']);

    expect(sksOf((await open().query({ table: 'main', pk, skPrefix: 'a#', descending: true })).items)).toEqual(['a#2', 'a#1']);
  });

  it('T7.12 gives the first page and says where to go on', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a', 'b', 'c']);

    const first = await open().query({ table: 'main', pk, limit: 2 });
    const second = await open().query({ table: 'main', pk, limit: 2, after: first.next ?? '' });

    expect([sksOf(first.items), first.next]).toEqual([['a', 'b'], 'b']);
    expect([sksOf(second.items), second.next]).toEqual([['c'], undefined]);
  });

  it('T7.12 says where to go on after a page that is exactly full, even if nothing follows', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a', 'b']);

    const full = await open().query({ table: 'main', pk, limit: 2 });
    const rest = await open().query({ table: 'main', pk, limit: 2, after: full.next ?? '' });

    expect(full.next).toBe('b');
    expect(rest).toEqual({ items: [] });
  });

  it.each([1, 2, 3, 4, 7, 8])('T7.12 gives everything once in pages of %i', async (limit) => {
    const pk = newPk();
    const sks = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await fill(open(), pk, sks);

    const forwards = await allPages(open(), { table: 'main', pk, limit });
    const backwards = await allPages(open(), { table: 'main', pk, limit, descending: true });

    expect(sksOf(forwards.items)).toEqual(sks);
    expect(sksOf(backwards.items)).toEqual(sks.toReversed());
    expect(Math.max(...forwards.sizes)).toBeLessThanOrEqual(limit);
  });

  it('T7.12 goes on after a key that is gone, in both directions', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a', 'c']);

    expect(sksOf((await open().query({ table: 'main', pk, after: 'b' })).items)).toEqual(['c']);
    expect(sksOf((await open().query({ table: 'main', pk, after: 'b', descending: true })).items)).toEqual(['a']);
  });

  it('T7.12 pages inside a prefix', async () => {
    const pk = newPk();
    await fill(open(), pk, ['a#1', 'a#2', 'a#3', 'b#1']);

    const { items, sizes } = await allPages(open(), { table: 'main', pk, skPrefix: 'a#', limit: 2 });

    expect(sksOf(items)).toEqual(['a#1', 'a#2', 'a#3']);
    expect(sizes).toEqual([2, 1]);
  });

  it('T7.12 cuts a page at one megabyte and says where to go on', async () => {
    const pk = newPk();
    const sks = Array.from({ length: 8 }, (_, i) => `${i}`);
    for (const sk of sks) await open().commit([put(item(pk, sk, { text: 'x'.repeat(200_000) }))]);

    const { items, sizes } = await allPages(open(), { table: 'main', pk });

    expect(sksOf(items)).toEqual(sks);
    expect(sizes).toEqual([6, 2]);
  });
}

function dueCases(open: Open): void {
  const due = (bucket: string, sk: string): Attributes => ({ due_pk: bucket, due_sk: sk });

  it('T7.12 lists what is due in one bucket, in time order', async () => {
    const [pk, bucket] = [newPk(), newPk('DUE')];
    await open().commit([put(item(pk, 'late', due(bucket, '2#x'))), put(item(pk, 'soon', due(bucket, '1#x')))]);
    await open().commit([put(item(pk, 'elsewhere', due(`${bucket}0`, '1')))]);

    expect(await open().queryDue(bucket)).toEqual([
      { pk, sk: 'soon', dueSk: '1#x' },
      { pk, sk: 'late', dueSk: '2#x' },
    ]);
  });

  it('T7.12 lists nothing in an unknown bucket', async () => {
    expect(await open().queryDue(newPk('DUE'))).toEqual([]);
  });

  it('T7.12 lists items without due keys, or with one of them, nowhere', async () => {
    const [pk, bucket] = [newPk(), newPk('DUE')];

    await open().commit([put(item(pk, 'none')), put(item(pk, 'half', { due_pk: bucket }))]);

    expect(await open().queryDue(bucket)).toEqual([]);
  });

  it('T7.12 moves a row when its due keys change, lists it once', async () => {
    const [pk, bucket, other] = [newPk(), newPk('DUE'), newPk('DUE')];
    await open().commit([put(item(pk, 'a', due(bucket, '1')))]);

    await open().commit([put(item(pk, 'a', due(bucket, '2')))]);
    expect(await dueSks(open(), bucket)).toEqual(['2']);

    await open().commit([put(item(pk, 'a', due(other, '3')))]);
    expect(await dueSks(open(), bucket)).toEqual([]);
    expect(await dueSks(open(), other)).toEqual(['3']);
  });

  it('T7.12 drops a row when its due keys go', async () => {
    const [pk, bucket] = [newPk(), newPk('DUE')];
    await open().commit([put(item(pk, 'a', due(bucket, '1')))]);

    await open().commit([put(item(pk, 'a'))]);

    expect(await open().queryDue(bucket)).toEqual([]);
  });

  it('T7.12 drops a row with its item', async () => {
    const [pk, bucket] = [newPk(), newPk('DUE')];
    await open().commit([put(item(pk, 'a', due(bucket, '1')))]);

    await open().commit([remove({ pk, sk: 'a' })]);

    expect(await open().queryDue(bucket)).toEqual([]);
  });

  it('T7.12 leaves the index alone when a transaction fails', async () => {
    const [pk, bucket] = [newPk(), newPk('DUE')];

    await failure(open().commit([put(item(pk, 'a', due(bucket, '1'))), check({ pk, sk: 'none' }, equals({ n: 1 }))]));

    expect(await open().queryDue(bucket)).toEqual([]);
  });

  it('T7.12 lists items of different partitions that are due at the same instant', async () => {
    const [one, two, bucket] = [newPk(), newPk(), newPk('DUE')];

    await open().commit([put(item(one, 'a', due(bucket, '1'))), put(item(two, 'a', due(bucket, '1')))]);

    expect((await open().queryDue(bucket)).map(({ pk }) => pk).sort()).toEqual([one, two].sort());
  });
}

function incrementCases(open: Open): void {
  const expiresAt = new Date('2026-03-01T12:00:00.500Z');

  it('T7.12 counts from one', async () => {
    const key = { pk: newPk('RATE'), sk: '-' };

    expect([await open().increment(key, expiresAt), await open().increment(key, expiresAt)]).toEqual([1, 2]);
  });

  it('T7.12 stores the count with its kind, when it expires in whole seconds, and the hour in which it is erased', async () => {
    const key = { pk: newPk('RATE'), sk: '-' };

    await open().increment(key, expiresAt);

    expect(await open().get('main', key)).toStrictEqual({
      ...{ ...key, kind: 'rate', v: 1, count: 1, ttl: 1_772_366_401 },
      ...{ due_pk: 'EXPIRY#2026030112', due_sk: '001772366400500#rate' },
    });
  });

  it('T7.12 loses no count when many count at once', async () => {
    const key = { pk: newPk('RATE'), sk: '-' };

    const counts = await Promise.all(Array.from({ length: 20 }, () => open().increment(key, expiresAt)));

    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('T7.12 keeps what else the item holds', async () => {
    const pk = newPk('RATE');
    await open().commit([put(item(pk, '-', { note: 'kept' }))]);

    await open().increment({ pk, sk: '-' }, expiresAt);

    expect(await open().get('main', { pk, sk: '-' })).toMatchObject({ note: 'kept', count: 1 });
  });
}

/** Of the two kinds that have one, in the table where it belongs: nothing else is taken in its place, and none of it is written. */
function secretCases(db: Open): void {
  const token = 'THAAtoken'.repeat(20);
  const key = Buffer.alloc(32, 7).toString('base64');
  const seal = aSeal();
  const wrapped = Buffer.from(aWrappedKey()).toString('base64');
  type Case = [what: string, table: TableName, kind: string, attributes: Attributes];
  const refused: Case[] = [
    ['a token as it is', 'main', 'token', { sealed: token }],
    ['a token in base64', 'main', 'token', { sealed: Buffer.from(token).toString('base64') }],
    ['a seal without anything in it', 'main', 'token', { sealed: Buffer.concat([Buffer.from([1]), Buffer.alloc(80)]).toString('base64') }],
    ['a seal of another version', 'main', 'token', { sealed: Buffer.concat([Buffer.from([2]), Buffer.alloc(100)]).toString('base64') }],
    ['a seal in another spelling', 'main', 'token', { sealed: `${seal} ` }],
    ['bytes', 'main', 'token', { sealed: Buffer.from(seal, 'base64') }],
    ['a list', 'main', 'token', { sealed: [seal] }],
    ['nothing at all', 'main', 'token', { sealed: null }],
    ['a seal in an item of another kind', 'main', 'connection', { sealed: seal }],
    ['a seal in the vault', 'vault', 'token', { sealed: seal }],
    ['a data key as it is', 'vault', 'data_key', { wrapped: key }],
    ['a wrapped key in main', 'main', 'data_key', { wrapped }],
    ['a wrapped key beside a seal', 'main', 'token', { sealed: seal, wrapped }],
  ];

  it.each(refused)('T9.9 refuses %s in the place of a secret, alone and among others', async (_, table, kind, attributes) => {
    const pk = newPk();
    const bad = put({ ...item(pk, 'bad', attributes), kind }, undefined, undefined, table);

    const errors = [await failure(db().commit([bad])), await failure(db().commit([put(item(pk, 'good')), bad]))];

    expect(errors.map(String)).toEqual(Array(2).fill('Unexpected: a secret was to be stored that is not sealed'));
    expect([await db().get(table, { pk, sk: 'bad' }), await db().get('main', { pk, sk: 'good' })]).toEqual([undefined, undefined]);
  });

  it('T9.9 takes what is sealed', async () => {
    const pk = newPk();

    await db().commit([
      put({ ...item(pk, 't', { sealed: seal }), kind: 'token' }),
      put({ ...item(pk, 'k', { wrapped }), kind: 'data_key' }, undefined, undefined, 'vault'),
    ]);

    expect(await db().get('main', { pk, sk: 't' })).toMatchObject({ sealed: seal });
    expect(await db().get('vault', { pk, sk: 'k' })).toMatchObject({ wrapped });
  });
}

/** `open` may be slow: it is called once, before the first case. */
export function databaseContract(name: string, open: () => WholeDatabase | Promise<WholeDatabase>): void {
  describe(name, () => {
    let opened: WholeDatabase | undefined;
    beforeAll(async () => {
      opened = await open();
    });
    const db: Open = () => {
      if (!opened) throw new Error('the database was not opened');
      return opened;
    };

    describe('reading and writing', () => readCases(db));
    describe('conditions', () => conditionCases(db));
    describe('transactions', () => transactionCases(db));
    describe('queries', () => queryCases(db));
    describe('the index of what is due', () => dueCases(db));
    describe('counters', () => incrementCases(db));
    describe('secrets', () => secretCases(db));
  });
}

/** T9.6: everything that a whole life stores is declared, and everything that is declared is stored by it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { frame, retentions } from '../../../lib/core/data-map/declare.ts';
import { dataMap, declarations, isStoredKind } from '../../../lib/core/data-map.ts';
import { exportedKinds } from '../../../lib/core/exported-parts.ts';
import type { Item } from '../../../lib/core/ports.ts';
import { connect, signInAgain } from '../../functions/steps.ts';
import { beErased, exportOf, leave, looseEnds, wholeLife, writeForHelp } from '../../support/whole-life.ts';

/** `kind.attribute` of everything in these items, without the frame that every item has. */
const namesIn = (items: readonly Item[]): Set<string> =>
  new Set(items.flatMap(({ kind, ...rest }) => Object.keys(rest).flatMap((name) => (name in frame ? [] : [`${kind}.${name}`]))));
const declared = new Set(declarations.flatMap(([kind, { attributes }]) => Object.keys(attributes).map((name) => `${kind}.${name}`)));
const missing = (from: ReadonlySet<string>, those: ReadonlySet<string>): string[] => [...those].filter((name) => !from.has(name)).sort();

describe('the data map', () => {
  let seen: Item[];
  beforeAll(async () => {
    const life = await wholeLife({ isLong: true });
    await looseEnds(life);
    await exportOf(life);
    await life.w.eraseExpired();
    await leave(life);
    await signInAgain(life.w, life.browser);
    await connect(life.w, life.browser);
    await writeForHelp(life);
    await beErased(life);
    seen = [...life.written, ...life.w.dump('main'), ...life.w.dump('vault'), ...life.w.dump('ledger')];
  });

  it('T9.6 P-03 declares everything that a whole life stores', () => {
    expect(missing(declared, namesIn(seen))).toEqual([]);
    expect(seen.filter(({ kind }) => !isStoredKind(kind))).toEqual([]);
  });

  it('T9.6 declares nothing that a whole life does not store', () => {
    expect(missing(namesIn(seen), declared)).toEqual([]);
  });

  it('T9.6 finds what is planted: an attribute and a kind that nobody declared', () => {
    const planted = [...seen, { pk: 'P', sk: 'S', kind: 'post', v: 1, diary: 'x' }, { pk: 'P', sk: 'S', kind: 'diary', v: 1, text: 'x' }];

    expect(missing(declared, namesIn(planted))).toEqual(['diary.text', 'post.diary']);
  });

  it('T9.6 says of each item in which table it is', () => {
    const apart = declarations.flatMap(([kind, { table }]) => (table === 'main' ? [] : [[kind, table]]));

    expect(apart).toEqual([
      ['data_key', 'vault'],
      ['erased', 'ledger'],
    ]);
  });

  it('T9.8 gives an end to exactly the kinds whose items carry one, and to those that the timer ends: because of their files, or of the ledger', () => {
    const byTimer = ['export', 'media', 'deletion', 'erased'];
    const ending = new Set([
      ...byTimer,
      ...seen.filter((item) => String(item['due_pk'] ?? '').startsWith('EXPIRY#')).map(({ kind }) => kind),
    ]);
    const limited = declarations.filter(([, { retention }]) => retentions[retention].limitMs !== undefined).map(([kind]) => kind);

    expect([...ending].sort()).toEqual([...limited].sort());
  });

  it('keeps secrets, hashes of secrets and keys out of every export', () => {
    const secret = /^(?:sealed|wrapped|tokenHash|browserHash|remoteHash)$/;
    const exposed = exportedKinds.flatMap(({ kind }) =>
      Object.entries(dataMap[kind].attributes).flatMap(([name, { isExported }]) =>
        isExported && secret.test(name) ? [`${kind}.${name}`] : [],
      ),
    );

    expect(exposed).toEqual([]);
    expect(exportedKinds.map(({ kind }) => kind)).not.toContain('token');
  });
});

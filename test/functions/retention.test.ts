/** T9.8: what has a limit is gone a day after it, by code: this database never erases anything by itself. */
import { describe, expect, it } from 'vitest';
import { retention } from '../../functions/retention/retention.ts';
import { retentions } from '../../lib/core/data-map/declare.ts';
import { dataMap, isStoredKind } from '../../lib/core/data-map.ts';
import { unusedLifeMs } from '../../lib/core/media.ts';
import type { DueRow, Item, TableName, Write } from '../../lib/core/ports.ts';
import { jpeg, png } from '../support/media-files.ts';
import { exportOf, hours, type Life, looseEnds, upload, wholeLife, writeForHelp } from '../support/whole-life.ts';
import { type World, world } from '../support/world.ts';
import { askInConsole, finish } from './eraser/person.ts';
import { approve, connect, signIn, signInAgain, write } from './steps.ts';

const hour = 3_600_000;
const day = 24 * hour;

const limitOf = (kind: string): number | undefined => (isStoredKind(kind) ? retentions[dataMap[kind].retention].limitMs : undefined);
/** Of limited kinds; an upload that a post shows lives on with it. */
const limited = (w: World): Item[] =>
  [...w.dump('main'), ...w.dump('ledger')].filter((item) => limitOf(item.kind) !== undefined && !isShown(w, item));
const isShown = (w: World, { kind, sk }: Item): boolean =>
  kind === 'media' && w.dump('main').some((item) => item.kind === 'post' && JSON.stringify(item).includes(sk));
const kindsOf = (items: readonly Item[]): string[] => [...new Set(items.map(({ kind }) => kind))].sort();

async function somebodyElseGoes(w: World): Promise<void> {
  const browser = await signIn(w, 'ben@example.org');
  await connect(w, browser, { remoteId: '17841400000000777' });
  await finish(w, await askInConsole({ browser }));
}

async function fullLife(): Promise<Life> {
  const life = await wholeLife();
  await exportOf(life);
  await looseEnds(life);
  await somebodyElseGoes(life.w);
  await writeForHelp(life);
  return life;
}

describe('retention', () => {
  it('T9.8 P-04 over 400 days each kind is there until its limit and gone a day after it', { timeout: 120_000 }, async () => {
    const { w } = await fullLife();
    const bornAt = new Map<string, number>();
    const idOf = ({ pk, sk }: Item) => `${pk} ${sk}`;
    const overdue = new Set<string>();
    const before = limited(w);

    for (let days = 0; days < 402; days += 1) {
      for (const item of limited(w)) {
        const born = bornAt.get(idOf(item)) ?? w.clock.now().getTime();
        bornAt.set(idOf(item), born);
        if (w.clock.now().getTime() - born > (limitOf(item.kind) ?? 0) + day) overdue.add(item.kind);
      }
      await hours(w, 24, 12);
    }

    expect(kindsOf(before)).toEqual([
      ...[
        'answered',
        'deletion',
        'deletion_link',
        'device',
        'erased',
        'event',
        'export',
        'invite',
        'link',
        'media',
        'pending',
        'rate',
        'recent_text',
      ],
      ...['reply', 'sandbox_container', 'sandbox_quota', 'sandbox_token', 'seen_mail', 'session', 'session_of_user', 'state'],
    ]);
    expect([...overdue]).toEqual([]);
    // Life goes on: the sandbox's token is renewed, and that is recorded.
    const left = new Set(limited(w).map(idOf));
    expect(before.filter((item) => left.has(idOf(item)))).toEqual([]);
    expect(w.mediaFiles.keys().filter((key) => key.startsWith('exports/'))).toEqual([]);
  });

  it('T9.8 an event is there for 400 days, and not an hour longer than needed', async () => {
    const w = world();
    await signIn(w);
    const events = () => w.dump('main').filter(({ kind }) => kind === 'event').length;
    await w.eraseExpired();

    w.clock.advance(400 * day - hour);
    await w.eraseExpired();
    const shortly = events();
    await hours(w, 2);

    expect([shortly, events()]).toEqual([1, 0]);
  });

  it('T9.8 removes an unused upload with its file after a week, and its row two days later', async () => {
    const w = world();
    const ada = await signIn(w);
    await upload(w, ada, jpeg());
    const files = () => w.mediaFiles.keys().length;
    const rows = () => w.dump('main').flatMap((item) => (item.kind === 'media' ? [item['state']] : []));

    await hours(w, unusedLifeMs / hour - 1);
    const before = [files(), rows()];
    await hours(w, 2);
    const after = [files(), rows()];
    await hours(w, 50);

    expect([before, after, rows()]).toEqual([[1, ['ready']], [0, ['deleted']], []]);
  });

  it('T9.8 refused and unfinished uploads are gone after a day and a day', async () => {
    const w = world();
    const ada = await signIn(w);
    await upload(w, ada, Buffer.concat([png(), Buffer.from('PK\x03\x04 archive')]), 'image/png');
    await ada.request('POST', '/v1/media', { body: { content_type: 'image/png', size_bytes: 9, sha256: '0'.repeat(64) } });

    await hours(w, 48);

    expect(w.mediaFiles.keys()).toEqual([]);
    expect(w.dump('main').flatMap((item) => (item.kind === 'media' ? [item['state']] : []))).toEqual(['deleted', 'deleted']);
  });

  it('keeps an upload as long as a post shows it', async () => {
    const w = world();
    const ada = await signIn(w);
    const connectionId = await connect(w, ada);
    const id = await upload(w, ada, jpeg());
    await approve(ada, await write(ada, [connectionId], 'With a picture.', { media: [{ media_id: id, alt: '' }] }));

    await hours(w, 24 * 30);

    expect(w.mediaFiles.keys()).toHaveLength(1);
    await signInAgain(w, ada);
    expect((await ada.request('GET', `/v1/media/${id}`)).status).toBe(200);
  });

  it('leaves alone what was renewed after the index was read', async () => {
    const w = world();
    await signIn(w);
    await w.eraseExpired();
    const [event] = w.dump('main').filter(({ kind }) => kind === 'event');
    w.clock.advance(401 * day);
    w.hooks.beforeCommit = async () => {
      w.hooks.beforeCommit = async () => undefined;
      await w.deps.commit([{ op: 'put', table: 'main', item: { ...event!, due_sk: '999999999999999#event' } }]);
    };

    await w.eraseExpired();

    expect(w.dump('main').filter(({ kind }) => kind === 'event')).toHaveLength(1);
  });

  it('goes on where it was after an outage of weeks, and after a tick that broke off', async () => {
    const w = world();
    await signIn(w);
    await w.eraseExpired();
    w.clock.advance(401 * day);
    let calls = 0;
    w.hooks.beforeCommit = async () => {
      calls += 1;
      if (calls === 30) throw new Error('the function was ended');
    };
    await expect(w.eraseExpired()).rejects.toThrow('the log line before says why');
    w.hooks.beforeCommit = async () => undefined;

    await w.eraseExpired();

    expect(kindsOf(limited(w))).toEqual([]);
  });

  it('T9.8 a row that cannot be erased keeps no other, and the next hour tries it again', async () => {
    const w = world();
    await signIn(w);
    await w.eraseExpired();
    w.clock.advance(401 * day);
    const before = limited(w).length;
    const isOfEvent = (writes: readonly Write<TableName>[]) =>
      writes.some((write) => write.op === 'delete' && write.key.pk.startsWith('EVENTS#'));
    w.hooks.beforeCommit = async (writes) => {
      if (isOfEvent(writes)) throw new Error('AccessDenied');
    };

    await expect(w.eraseExpired()).rejects.toThrow('the log line before says why');
    const left = kindsOf(limited(w));
    w.hooks.beforeCommit = async () => undefined;
    w.clock.advance(hour);
    await w.eraseExpired();

    expect(before).toBeGreaterThan(3);
    expect(left).toEqual(['event']);
    expect(w.logs.join('')).toContain('"level":"error","event":"retention","failures":1,"error":"Error"');
    expect(limited(w)).toEqual([]);
  });

  it('T9.8 erases what shows in the index only half a day after its end', async () => {
    const w = world();
    await signIn(w);
    await w.eraseExpired();
    w.clock.advance(400 * day);
    const shownFrom = w.clock.now().getTime() + day / 2;
    const { retention: store } = w.deps;
    const isShown = ({ dueSk }: DueRow): boolean => !dueSk.endsWith('#event') || w.clock.now().getTime() >= shownFrom;
    const due = async (bucket: string) => (await store.due(bucket)).filter(isShown);
    const tick = retention({ ...w.deps, retention: { ...store, due } });

    for (let i = 0; i < 14; i += 1) {
      await tick();
      w.clock.advance(hour);
    }

    expect(limited(w)).toEqual([]);
  });

  it('is cheap: an hour in which nothing ends costs a query for each hour of a day, one read and one write', async () => {
    const w = world();
    await signIn(w);
    await hours(w, 4);
    w.clock.advance(hour);
    w.trace.length = 0;

    await w.eraseExpired();

    expect(w.trace.filter((call) => call === 'query due').length).toBeLessThanOrEqual(26);
    expect(w.trace.filter((call) => call !== 'query due')).toEqual(['get main RETENTION', 'commit put main RETENTION']);
  });
});

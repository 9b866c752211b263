/** Keys and items: each kind has a partition prefix of its own, because rights name prefixes. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Duty, duties } from '../../../functions/duties.ts';
import { fromItem, toItem } from '../../../lib/store/item.ts';
import { keys, ttlOf } from '../../../lib/store/keys.ts';
import { inMs } from '../../support/builders.ts';

const made = {
  user: keys.user('u'),
  email: keys.email('h'),
  invite: keys.invite('h'),
  link: keys.link('h'),
  state: keys.state('h'),
  session: keys.session('h'),
  sessionOfUser: keys.sessionOfUser('u', 's'),
  connection: keys.connection('u', 'c'),
  token: keys.token('u', 'c'),
  health: keys.health('u', 'c', 'refresh'),
  remote: keys.remote('threads', 'h'),
  post: keys.post('u', 'p'),
  approval: keys.approval('u', 'p', 'a'),
  publication: keys.publication('u', 'p', 'c'),
  media: keys.media('u', 'm'),
  recentText: keys.recentText('c', 'h'),
  lease: keys.lease('c'),
  seenMail: keys.seenMail('h'),
  answered: keys.answered('h'),
  reply: keys.reply('m'),
  helpCase: keys.helpCase('c'),
  digest: keys.digest('2026-11-23'),
  sweep: keys.sweep(3),
  stop: keys.stop(),
  retention: keys.retention(),
  export: keys.export('u', 'x'),
  pending: keys.pending('u', 'LINK#h'),
  deletion: keys.deletion('c'),
  deletionLink: keys.deletionLink('h'),
  erasure: keys.erasure('u'),
  ledger: keys.ledger('2026-11', '2026-11-23T09:00:00.000Z', 'c'),
  event: keys.event('u', 'e'),
  device: keys.device('h'),
  rate: keys.rate('link_client', 'h', 7),
  sandboxGrant: keys.sandboxGrant('a', 'h'),
  sandbox: keys.sandbox('a', 'QUOTA'),
  dataKey: keys.dataKey('c', 2),
} satisfies Record<keyof typeof keys, unknown>;

const prefixOf = (pk: string): string => pk.slice(0, pk.indexOf('#') + 1);

describe('keys', () => {
  it('give each kind a prefix that no other kind begins with', () => {
    const prefixes = Object.values(made).map(({ pk }) => prefixOf(pk));

    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const prefix of prefixes) expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
  });

  it('T8.3 every prefix is one that some duty may use, and no duty may use another', () => {
    const table: readonly Duty[] = Object.values(duties);
    const granted = new Set(
      table.flatMap(({ rights }) => rights.flatMap((right) => ('keys' in right && right.on !== 'due' ? right.keys : []))),
    );

    expect([...granted].sort()).toEqual(
      Object.values(made)
        .map(({ pk }) => prefixOf(pk))
        .sort(),
    );
  });

  it('keep the vault apart: only a data key is kept there, by connection and version', () => {
    expect(made.dataKey).toEqual({ pk: 'DATAKEY#c', sk: '2' });
  });

  it.each([
    [0, 0],
    [1, 1],
    [999, 1],
    [1_000, 1],
    [1_001, 2],
  ])('the TTL of %i ms is second %i: never before the end', (ms, seconds) => {
    expect(ttlOf(new Date(ms))).toBe(seconds);
    expect(ttlOf(inMs(ms)) * 1000).toBeGreaterThanOrEqual(inMs(ms).getTime());
  });
});

describe('items', () => {
  const schema = z.object({ since: z.string(), reason: z.optional(z.string()) });
  const key = { pk: 'P', sk: 'S' };

  it('carry key, kind and version, and what the timer and the database need to know of their end', () => {
    const item = toItem('stop', key, { since: 'x', reason: 'y' }, { expiresAt: new Date('2026-11-23T09:00:00.500Z') });

    const ends = { ttl: 1795424401, due_pk: 'EXPIRY#2026112309', due_sk: '001795424400500#stop' };
    expect(item).toEqual({ since: 'x', reason: 'y', pk: 'P', sk: 'S', kind: 'stop', v: 1, ...ends });
  });

  it('T9.6 of a kind or with an attribute that the data map does not declare do not compile', () => {
    // @ts-expect-error no such kind
    toItem('thing', key, { since: 'x' });
    // @ts-expect-error no such attribute
    toItem('stop', key, { since: 'x', diary: 'secret' });
    const wider = { since: 'x', reason: 'y', diary: 'secret' };
    // @ts-expect-error not by way of a variable either
    expect(toItem('stop', key, wider)).toHaveProperty('diary');
  });

  it('leave out what is not there', () => {
    expect(toItem('stop', key, { since: 'x', reason: undefined })).not.toHaveProperty('reason');
  });

  it('T9.3 come back as the entity and nothing else', () => {
    const item = { ...toItem('stop', key, { since: 'x' }), surplus: 'secret' };

    expect(fromItem(schema, item)).toEqual({ since: 'x' });
    expect(fromItem(schema, undefined)).toBeUndefined();
  });

  it('of another shape are an error, not a guess', () => {
    expect(() => fromItem(schema, toItem('stop', key, { since: 7 }))).toThrow();
  });
});

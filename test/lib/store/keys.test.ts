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
  sweep: keys.sweep(3),
  stop: keys.stop(),
  event: keys.event('u', 'e'),
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
  const schema = z.object({ name: z.string(), note: z.optional(z.string()) });

  it('carry key, kind and version, whatever the entity says', () => {
    const item = toItem('thing', { pk: 'P', sk: 'S' }, { name: 'x', pk: 'evil', sk: 'evil', kind: 'evil', v: 9 }, { ttl: 1 });

    expect(item).toEqual({ name: 'x', pk: 'P', sk: 'S', kind: 'thing', v: 1, ttl: 1 });
  });

  it('leave out what is not there', () => {
    expect(toItem('thing', { pk: 'P', sk: 'S' }, { name: 'x', note: undefined })).not.toHaveProperty('note');
  });

  it('T9.3 come back as the entity and nothing else', () => {
    const item = toItem('thing', { pk: 'P', sk: 'S' }, { name: 'x' }, { surplus: 'secret' });

    expect(fromItem(schema, item)).toEqual({ name: 'x' });
    expect(fromItem(schema, undefined)).toBeUndefined();
  });

  it('of another shape are an error, not a guess', () => {
    expect(() => fromItem(schema, toItem('thing', { pk: 'P', sk: 'S' }, { name: 7 }))).toThrow();
  });
});

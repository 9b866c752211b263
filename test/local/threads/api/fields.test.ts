/** The `fields` parameter: what it reads and what it refuses. */
import { describe, expect, it } from 'vitest';
import { fieldReader } from '../../../../local/threads/api/fields.ts';

const table = {
  id: (post: { id: string }) => post.id,
  owner: () => ({ id: '7', name: 'Ada' }),
  config: () => ({ quota_total: 1 }),
  empty: () => undefined,
};

describe(fieldReader, () => {
  it.each([
    ['id', { id: '1' }],
    ['id, owner{id}', { id: '1', owner: { id: '7' } }],
    ['owner{id},id', { id: '1', owner: { id: '7' } }],
    ['config{quota_total}', { config: { quota_total: 1 } }],
    ['empty,id', { id: '1' }],
  ])('reads %j', (fields, expected) => {
    const read = fieldReader(table, fields, 'id');

    expect(read({ id: '1' })).toEqual(expected);
  });

  it.each(['', 'id,', ',id', 'id;text', 'owner{id', 'id}', 'owner{}', '__proto__', 'constructor', 'owner{name}'])(
    'refuses %j',
    (fields) => {
      expect(() => fieldReader(table, fields, 'id')({ id: '1' })).toThrow();
    },
  );
});

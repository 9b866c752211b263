/** What DynamoDB bills an item for; whole units are held against DynamoDB Local in test/store/units.test.ts. */
import { describe, expect, it } from 'vitest';
import { itemBytes } from '../../bench/counts/item-size.ts';

describe('itemBytes', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['nothing', {}, 0],
    ['a name and a text, in UTF-8', { ab: 'ü' }, 4],
    ['a number by its digits', { n: 12_345 }, 5],
    ['a negative number', { n: -12 }, 4],
    ['zero', { n: 0 }, 2],
    ['a boolean', { is: true }, 3],
    ['a list', { l: ['a', 'b'] }, 8],
    ['a map', { m: { a: 'b' } }, 7],
    ['bytes', { b: new Uint8Array(9) }, 10],
    ['what is not there', { gone: undefined }, 0],
  ])('counts %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

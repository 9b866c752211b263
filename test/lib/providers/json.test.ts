import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lib/providers/json.ts';
import { cpuMs } from '../../support/cpu-time.ts';

describe('parseJson', () => {
  it.each([
    ['a large id', '{"user_id":17841405793187218}', { user_id: '17841405793187218' }],
    ['a large negative number', '[-17841405793187218]', ['-17841405793187218']],
    ['the largest exact integer', '[9007199254740991,9007199254740992]', [9007199254740991, '9007199254740992']],
    ['fractions and exponents', '[1.5,-0.25,1e3,2E+2,1e30]', [1.5, -0.25, 1000, 200, 1e30]],
    ['digits in a string', '{"a":"id 17841405793187218"}', { a: 'id 17841405793187218' }],
    ['digits after an escaped quote', String.raw`{"a":"\",17841405793187218","b":1}`, { a: '",17841405793187218', b: 1 }],
    ['a string that ends in a backslash', String.raw`{"a":"\\","b":17841405793187218}`, { a: '\\', b: '17841405793187218' }],
    ['a key of digits', '{"17841405793187218":1}', { '17841405793187218': 1 }],
    ['white space', ' [ 17841405793187218 ,\n 1 ] ', ['17841405793187218', 1]],
    ['null', 'null', null],
  ])('reads %s', (_name, text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  it.each(['', '<html></html>', '{"a":', '{"a":"cut', '{"a":017841405793187218}', '17841405793187218x', '{"a":1}{"b":2}'])(
    'gives nothing for %s',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );

  it('is not slowed down by a long broken string', () => {
    const broken = `"${'\\"'.repeat(120_000)}`;
    const before = cpuMs();

    const parsed = parseJson(broken);

    expect(parsed).toBeUndefined();
    expect(cpuMs() - before).toBeLessThan(1_000);
  });

  it('survives deep nesting', () => {
    expect(() => parseJson('['.repeat(100_000))).not.toThrow();
    expect(() => parseJson('['.repeat(100_000) + ']'.repeat(100_000))).not.toThrow();
  });
});

/** Address headers: read in exactly one way, or not at all. */
import { describe, expect, it } from 'vitest';
import { readMailboxes } from '../../../lib/core/mailboxes.ts';

describe('readMailboxes', () => {
  it.each([
    ['ada@example.org', ['ada@example.org']],
    ['  ADA@Example.ORG ', ['ada@example.org']],
    ['Ada Lovelace <ada@example.org>', ['ada@example.org']],
    ['"Lovelace, Ada" <ada@example.org>', ['ada@example.org']],
    ['"eve@example.net" <ada@example.org>', ['ada@example.org']],
    ['=?utf-8?q?Ad=C3=A0?= <ada@example.org>', ['ada@example.org']],
    ['Adà (eve@example.net (nested \\) )) <ada@example.org>', ['ada@example.org']],
    ['ada@example.org (Ada)', ['ada@example.org']],
    ['Ada\r\n <ada@example.org>', ['ada@example.org']],
    ['ada@example.org, eve@example.net', ['ada@example.org', 'eve@example.net']],
    ['Ada <ada@example.org>,"E, ve" <eve@example.net>', ['ada@example.org', 'eve@example.net']],
  ])('reads %j', (value, addresses) => {
    expect(readMailboxes(value)).toEqual(addresses);
  });

  it.each([
    '',
    '   ',
    'Ada',
    '<>',
    'Ada <>',
    'eve@example.net <ada@example.org>',
    'eve@example.net ada@example.org',
    '<ada@example.org> <eve@example.net>',
    '<ada@example.org> Ada',
    '<eve@example.net,ada@example.org>',
    '"ada"@example.org',
    'ada@example.org,',
    ',ada@example.org',
    'Friends: ada@example.org;',
    'undisclosed-recipients:;',
    'ada@example.org>',
    '<ada@example.org',
    '"Ada <ada@example.org>',
    '(Ada ada@example.org',
    'ada@example.org)',
    'ada@exämple.org',
    'ada@example.org\r\nFrom: eve@example.net',
    'ada@example.org\u0000',
    '\u0000 <ada@example.org>',
    '<@relay.example:ada@example.org>',
    'ada@@example.org',
    `${'a'.repeat(300)}@example.org`,
  ])('does not guess at %j', (value) => {
    expect(readMailboxes(value)).toBeUndefined();
  });

  it('reads the longest header in no time', () => {
    const hostile = ['('.repeat(50_000), '"\\'.repeat(50_000), '<'.repeat(50_000), 'a,'.repeat(50_000), `${' '.repeat(100_000)}a`];

    expect(hostile.map(readMailboxes)).toEqual(hostile.map(() => undefined));
  });
});

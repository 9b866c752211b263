import { describe, expect, it } from 'vitest';
import { clientOf } from '../../../lib/core/client-address.ts';

describe(clientOf, () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['rubbish', 'rubbish'],
    ['', ''],
  ])('T1.10 takes %s for %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});

/** Which addresses the crawler goes to at all. */
import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../../local/threads/media/address.ts';

const reach = (address: string, allowHttp: boolean) => reachOf(new URL(address), allowHttp).kind;

describe(reachOf, () => {
  it.each([
    ['https://media.example/a.jpg', 'ok', 'ok'],
    ['http://media.example/a.jpg', 'refused', 'refused'],
    ['https://8.8.8.8/a.jpg', 'ok', 'ok'],
    ['https://10.0.0.1/a.jpg', 'refused', 'refused'],
    ['https://169.254.169.254/latest', 'refused', 'refused'],
    ['https://[fd00::1]/a.jpg', 'refused', 'refused'],
    ['https://[::ffff:10.0.0.1]/a.jpg', 'refused', 'refused'],
    ['http://127.0.0.1:9000/a.jpg', 'refused', 'ok'],
    ['http://localhost/a.jpg', 'refused', 'ok'],
    ['https://media.localhost/a.jpg', 'refused', 'ok'],
    ['http://[::1]/a.jpg', 'refused', 'ok'],
    ['ftp://media.example/a.jpg', 'refused', 'refused'],
    ['https://me:secret@media.example/a.jpg', 'refused', 'refused'],
  ])('%s: %s, and %s when http is allowed', (address, strict, allowed) => {
    expect([reach(address, false), reach(address, true)]).toEqual([strict, allowed]);
  });

  it('finds every name under .localhost here', async () => {
    const found = reachOf(new URL('http://media.localhost/'), true);
    if (found.kind !== 'ok') throw new Error('refused');

    const addresses = await new Promise((resolve) => found.lookup('media.localhost', { all: true }, (_error, all) => resolve(all)));

    expect(addresses).toContainEqual({ address: '127.0.0.1', family: 4 });
  });
});

import { describe, expect, it } from 'vitest';
import { textContent } from '../../../contract/provider-setup.ts';
import { lineError } from '../fake-fetch.ts';
import { errorNamed, fakeThreads, recorded, respond, type Script, token } from './fake-threads.ts';

const permalink = 'https://www.threads.net/@u/post/Pp';
const post = { id: '1', media_type: 'TEXT_POST', text: 'Hello', permalink };
const shown = { kind: 'shown', permalink, isSameText: true, itemCount: 0 };
const unclear = { kind: 'unclear' };

function run(script: Script, text = 'Hello') {
  const { threads, seen } = fakeThreads({ profile: () => recorded('profile'), ...script });
  return { read: threads.readBack(token, '1', textContent(text)), seen };
}
const answer = (change: object) => ({ read: () => respond({ status: 200, body: { ...post, ...change } }) });

describe('readBack', () => {
  it.each<[string, object, object]>([
    ['a text', {}, shown],
    ['an image', { media_type: 'IMAGE' }, { ...shown, itemCount: 1 }],
    ['a video', { media_type: 'VIDEO' }, { ...shown, itemCount: 1 }],
    ['a carousel', { media_type: 'CAROUSEL_ALBUM', children: { data: [{ id: '2' }, { id: '3' }] } }, { ...shown, itemCount: 2 }],
    ['a carousel that lost all', { media_type: 'CAROUSEL_ALBUM', children: { data: [] } }, { ...shown, itemCount: 0 }],
    ['other words', { text: 'Hello!' }, { ...shown, isSameText: false }],
    ['no words', { text: undefined }, { ...shown, isSameText: false }],
    ['a flagged post', { permalink: undefined }, { kind: 'shown', isSameText: true, itemCount: 0 }],
    ['an address that is none', { permalink: 'javascript:alert(1)' }, { kind: 'shown', isSameText: true, itemCount: 0 }],
    ['a carousel that does not tell', { media_type: 'CAROUSEL_ALBUM' }, unclear],
    ['a kind nobody knows', { media_type: 'toString' }, unclear],
    ['an answer without a kind', { media_type: undefined }, unclear],
  ])('reads %s', async (_name, change, expected) => {
    const { read, seen } = run(answer(change));

    expect(await read).toEqual(expected);
    expect(seen).toHaveLength(1);
  });

  it('compares as loosely as Threads writes', async () => {
    expect(await run(answer({ text: 'Rain  sketch' }), 'Rain #sketch ').read).toMatchObject({ isSameText: true });
    expect(await run(answer({ text: undefined }), '').read).toMatchObject({ isSameText: true });
  });

  it('says gone only for a clear "no such post" to a token that is good', async () => {
    const { read, seen } = run({ read: () => respond(errorNamed('100/33 object missing')) });

    expect(await read).toEqual({ kind: 'gone' });
    expect(seen.map(({ url }) => url.pathname)).toEqual(['/v1.0/1', '/v1.0/me']);
  });

  it.each<[string, Script]>([
    ['the token is dead', { profile: () => respond(errorNamed('190/463 token expired')) }],
    ['the token cannot be tried', { profile: () => Promise.reject(lineError('ECONNRESET')) }],
    ['the post may not be known yet', { read: () => respond(errorNamed('24/4279009 not found (yet)')) }],
    ['code 100 comes alone', { read: () => respond(errorNamed('100 resource does not exist')) }],
    ['the line breaks', { read: () => Promise.reject(lineError('ECONNRESET')) }],
    ['the service is down', { read: () => respond(errorNamed('2 service down')) }],
  ])('is unclear when %s', async (_name, script) => {
    const { read, seen } = run({ read: () => respond(errorNamed('100/33 object missing')), ...script });

    expect(await read).toEqual(unclear);
    expect(seen.length).toBeLessThanOrEqual(2);
  });
});

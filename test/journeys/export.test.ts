/** A copy of everything on the laptop cloud: real parts, a real signed address, real rights; and the pages that anybody can read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFiles, frame } from '../../lib/core/data-map/declare.ts';
import { dataMap, isStoredKind } from '../../lib/core/data-map.ts';
import type { DownloadView } from '../../lib/core/export-api.ts';
import { storedItems } from '../../local/search-secrets.ts';
import { expectStatus, until } from '../../local/visitor.ts';
import { builtConsole } from '../browser/built-console.ts';
import { video } from '../support/media-files.ts';
import { readZip } from '../support/read-zip.ts';
import { aConnection, aPerson, aPost, approve, copied, type Journey, openCloud, settled, uploaded } from './open-cloud.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openCloud({ consoleDir: await builtConsole() });
});
afterAll(() => journey?.close());

describe('an export', () => {
  it('T9.6 P-16 comes in parts, holds the files byte by byte and no token, and everything stored on the way is declared', async () => {
    const { cloud } = journey;
    const anna = await aPerson(cloud, 'anna@example.org');
    const { connectionId } = await aConnection(cloud, anna, 'anna.exports');
    const post = await approve(anna, await aPost(anna, connectionId, 'In my copy 👋'));
    await settled(anna, post.id, 'published');
    // Longer than one part, so that there are two.
    const film = video({ mediaBytes: 10_000_000 });
    const media = await uploaded(anna, film);

    const made = await copied(anna);
    const { url } = expectStatus(await anna.call('POST', `/v1/exports/${made.id}/download`, {}), 200).body as DownloadView;
    const answer = await fetch(url);
    const zip = Buffer.from(await answer.arrayBuffer());

    const files = readZip(zip);
    expect([answer.status, zip.length, answer.headers.get('content-disposition')]).toEqual([
      200,
      made.size_bytes,
      'attachment; filename="postora-export.zip"',
    ]);
    expect([...files.keys()].sort()).toEqual([...Object.keys(exportFiles), 'README.txt', `media/${media.id}.mp4`].sort());
    expect(files.get(`media/${media.id}.mp4`)?.equals(film)).toBe(true);
    expect(files.get('posts.json')?.toString()).toContain('In my copy 👋');
    for (const token of (await cloud.threads?.tokens()) ?? []) expect(zip.includes(token)).toBe(false);
    await until('the mail', () => cloud.mail.list().find(({ subject }) => subject.startsWith('Your data')));

    const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
    const undeclared = items.flatMap((text) => {
      const item = JSON.parse(text) as { kind: { S: string } };
      const kind = item.kind.S;
      const known: object = isStoredKind(kind) ? dataMap[kind].attributes : {};
      return Object.keys(item).flatMap((name) => (name in known || name in frame ? [] : [`${kind}.${name}`]));
    });
    expect(items.length).toBeGreaterThan(10);
    expect(undeclared).toEqual([]);
  });

  it('T6.1 is given to nobody else, neither by its id nor by its place', async () => {
    const { cloud } = journey;
    const ben = await aPerson(cloud, 'ben@example.org');
    const { id } = await copied(ben);
    const eva = await aPerson(cloud, 'eva@example.org');
    const { url } = expectStatus(await ben.call('POST', `/v1/exports/${id}/download`, {}), 200).body as DownloadView;

    expect((await eva.call('GET', `/v1/exports/${id}`)).status).toBe(404);
    expect((await eva.call('POST', `/v1/exports/${id}/download`, {})).status).toBe(404);
    expect((await fetch(url.split('?')[0] ?? '')).ok).toBe(false);
    const { pathname } = new URL(url);
    expect((await fetch(`${cloud.mediaOrigin}/${pathname.split('/').slice(2).join('/')}`)).ok).toBe(false);
  });
});

describe('the public pages', () => {
  it.each(['/privacy', '/data-deletion', '/privacy/'])(
    '%s comes to anybody, without a cookie, under the headers of every page',
    async (path) => {
      const answer = await fetch(`${journey.cloud.origin}${path}`);
      const page = await answer.text();

      expect([answer.status, answer.headers.get('content-type'), answer.headers.has('set-cookie')]).toEqual([
        200,
        'text/html; charset=utf-8',
        false,
      ]);
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(page).toContain('help@postora.xyz');
    },
  );
});

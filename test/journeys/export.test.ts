/** A copy of everything on the laptop cloud: real parts, a real signed address, real rights; and the pages that anybody can read. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFiles, frame } from '../../lib/core/data-map/declare.ts';
import { dataMap, isStoredKind } from '../../lib/core/data-map.ts';
import type { DownloadView, ExportView } from '../../lib/core/export-api.ts';
import type { MediaView, UploadView } from '../../lib/core/media-api.ts';
import { storedItems } from '../../local/search-secrets.ts';
import { expectStatus, until, type Visitor } from '../../local/visitor.ts';
import { builtConsole } from '../browser/built-console.ts';
import { video } from '../support/media-files.ts';
import { readZip } from '../support/read-zip.ts';
import { aConnection, aPerson, aPost, approve, type Journey, openCloud, settled } from './open-cloud.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openCloud({ consoleDir: await builtConsole() });
});
afterAll(() => journey?.close());

/** Uploads a file and waits until it was found fit. */
async function uploaded(person: Visitor, file: Buffer): Promise<MediaView> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const body = { content_type: 'video/mp4', size_bytes: file.length, sha256 };
  const { id, upload } = expectStatus(await person.call('POST', '/v1/media', body), 201).body as MediaView & { upload: UploadView };
  await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(file) });
  return until('the upload to be checked', async () => {
    const media = expectStatus(await person.call('GET', `/v1/media/${id}`), 200).body as MediaView;
    return media.state === 'ready' ? media : undefined;
  });
}

async function ready(person: Visitor): Promise<ExportView> {
  const { id } = expectStatus(await person.call('POST', '/v1/exports', {}), 202).body as ExportView;
  return until('the export to be ready', async () => {
    const made = expectStatus(await person.call('GET', `/v1/exports/${id}`), 200).body as ExportView;
    return made.state === 'ready' ? made : undefined;
  });
}

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

    const made = await ready(anna);
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
    const { id } = await ready(ben);
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

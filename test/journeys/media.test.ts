/** Uploads on the laptop cloud: real signed addresses, the real check in its own process, the media host. What S3 refuses is refused here. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaView, UploadView } from '../../lib/core/media-api.ts';
import { expectStatus, until, type Visitor } from '../../local/visitor.ts';
import { jpeg, png, video } from '../support/media-files.ts';
import { aPerson, type Journey, openCloud } from './open-cloud.ts';

let journey: Journey;
let ada: Visitor;
const bucket = () =>
  journey.cloud.templates.ofType('AWS::S3::Bucket').find(({ logicalId }) => logicalId.startsWith('media'))?.names.ref ?? '';
const lying = () => journey.cloud.objects.keys(bucket());

type Started = MediaView & { upload: UploadView };
const sha256 = (file: Buffer, encoding: 'hex' | 'base64' = 'hex') => createHash('sha256').update(file).digest(encoding);

const start = async (file: Buffer, contentType: string, more: object = {}): Promise<Started> => {
  const body = { content_type: contentType, size_bytes: file.length, sha256: sha256(file), ...more };
  return expectStatus(await ada.call('POST', '/v1/media', body), 201).body as Started;
};
const put = (upload: UploadView, file: Buffer, headers: Record<string, string> = {}, url = upload.url): Promise<Response> =>
  fetch(url, { method: upload.method, headers: { ...upload.headers, ...headers }, body: new Uint8Array(file) });
const codeOf = async (response: Response): Promise<[number, string | undefined]> => [
  response.status,
  /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1],
];
/** `withinMs`: a message whose function was killed comes back after 36 s, which is twelve minutes at this speed. */
const settled = (id: string, withinMs = 30_000): Promise<MediaView> =>
  until(
    `upload ${id} to be settled`,
    async () => {
      const { body } = expectStatus(await ada.call('GET', `/v1/media/${id}`), 200);
      const media = body as MediaView;
      return media.state === 'uploading' ? undefined : media;
    },
    withinMs,
  );
const uploaded = async (file: Buffer, contentType: string): Promise<MediaView> => {
  const { id, upload } = await start(file, contentType);
  expect((await put(upload, file)).status).toBe(200);
  return settled(id);
};

beforeAll(async () => {
  journey = await openCloud();
  ada = await aPerson(journey.cloud, 'ada@example.org');
});
afterAll(() => journey?.close());

describe('an upload', () => {
  it.each([
    ['image/jpeg', jpeg({ width: 800, height: 600 }), { kind: 'image', width: 800, height: 600, video: null }, /\.jpg$/],
    ['image/png', png({ width: 800, height: 600 }), { kind: 'image', width: 800, height: 600, video: null }, /\.png$/],
    ['video/mp4', video({ mediaBytes: 300_000 }), { kind: 'video', width: 1280, height: 720, video: { duration_ms: 5_000 } }, /\.mp4$/],
    ['video/quicktime', video({ brand: 'qt  ' }), { kind: 'video', video: { codec: 'avc1' } }, /\.mov$/],
  ])('P-12 of %s becomes an immutable public file of that type', async (contentType, file, facts, ending) => {
    const media = await uploaded(file, contentType);
    const url = media.url ?? '';

    expect(media).toMatchObject({ object: 'media', state: 'ready', sha256: sha256(file), size_bytes: file.length, ...facts });
    expect(url).toMatch(new RegExp(`^${journey.cloud.mediaOrigin}/m/[A-Za-z0-9_-]{43}\\.`));
    expect(url).toMatch(ending);
    const served = await fetch(url);
    expect(Buffer.from(await served.arrayBuffer()).equals(file)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': contentType,
      'content-length': String(file.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
    expect(served.headers.has('set-cookie')).toBe(false);
    expect(served.redirected).toBe(false);
  });

  it('is served to HEAD and in ranges, as crawlers and players ask', async () => {
    const file = video({ mediaBytes: 50_000 });
    const url = (await uploaded(file, 'video/mp4')).url ?? '';
    const range = async (value: string) => {
      const answer = await fetch(url, { headers: { range: value } });
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())] as const;
    };

    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(file.length), '']);
    expect(await range('bytes=0-99')).toEqual([206, `bytes 0-99/${file.length}`, file.subarray(0, 100)]);
    expect(await range(`bytes=${file.length - 10}-`)).toEqual([
      206,
      `bytes ${file.length - 10}-${file.length - 1}/${file.length}`,
      file.subarray(-10),
    ]);
    expect(await range('bytes=-10')).toMatchObject({ 0: 206, 2: file.subarray(-10) });
    expect((await range(`bytes=${file.length}-`))[0]).toBe(416);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('that is not what it says is refused with a sentence, and nothing of it is served or kept', async () => {
    const before = lying().filter((key) => key.startsWith('m/'));
    const media = await uploaded(Buffer.concat([png(), Buffer.from('PK\x03\x04 archive')]), 'image/png');

    expect(media).toMatchObject({
      state: 'refused',
      url: null,
      refusal: { code: 'media_trailing_data', sentence: expect.stringMatching(/\.$/) },
    });
    await until('incoming to be empty', () => (lying().some((key) => key.startsWith('incoming/')) ? undefined : true));
    expect(lying().filter((key) => key.startsWith('m/'))).toEqual(before);
  });

  it('leaves nothing in incoming/, and nothing there can be fetched', async () => {
    const file = jpeg();
    const { id, upload } = await start(file, 'image/jpeg');
    const key = new URL(upload.url).pathname.split('/').slice(2).join('/');
    await put(upload, file);
    await settled(id);

    await until('incoming to be empty', () => (lying().includes(key) ? undefined : true));
    expect(key).toMatch(/^incoming\//);
    const [byMediaHost, byS3] = [
      await fetch(`${journey.cloud.mediaOrigin}/${key}`),
      await fetch(new URL(`/${bucket()}/${key}`, upload.url)),
    ];
    expect([byMediaHost.status, byS3.status]).toEqual([404, 403]);
  });

  it('comes twice, or late, and changes nothing any more', async () => {
    const file = jpeg({ width: 321 });
    const { id, upload } = await start(file, 'image/jpeg');
    await put(upload, file);
    const first = await settled(id);

    expect((await put(upload, file)).status).toBe(200);
    await until('the second one to be gone', () => (lying().some((key) => key.startsWith('incoming/')) ? undefined : true));
    expect(await settled(id)).toEqual(first);
  });

  it('survives that its check is killed', async () => {
    const file = video({ mediaBytes: 3_000_000 });
    const { id, upload } = await start(file, 'video/mp4');
    const killing = setInterval(() => journey.cloud.kill('media'), 5);
    await put(upload, file);
    await new Promise((resolve) => setTimeout(resolve, 300));
    clearInterval(killing);

    expect((await settled(id, 60_000)).state).toBe('ready');
    expect(journey.cloud.logs.lines('postora-laptop-media').some(({ text }) => text.includes('Runtime exited'))).toBe(true);
  });
});

describe('a signed address', () => {
  const file = png({ width: 64, height: 64 });

  it('T6.3 takes these very bytes alone: not another length, type or checksum, nor a changed address', async () => {
    const { upload } = await start(file, 'image/png');
    const other = Buffer.from(file).fill(7, 60, 70);
    const url = new URL(upload.url);
    const changed = (name: string, value: string) => {
      const copy = new URL(url);
      copy.searchParams.set(name, value);
      return copy.href;
    };

    expect(await codeOf(await put(upload, file.subarray(1)))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, Buffer.concat([file, Buffer.alloc(1)])))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, file, { 'content-type': 'text/html' }))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, other))).toEqual([400, 'BadDigest']);
    expect(await codeOf(await put(upload, other, { 'x-amz-checksum-sha256': sha256(other, 'base64') }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await codeOf(await put(upload, file, { 'x-amz-acl': 'public-read' }))).toEqual([403, 'AccessDenied']);
    expect(await codeOf(await put(upload, file, {}, changed('X-Amz-Signature', '0'.repeat(64))))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, file, {}, changed('X-Amz-Expires', '86400')))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, file, {}, url.href.replace('/incoming/', '/m/')))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await codeOf(await put(upload, file, {}, changed('X-Amz-Security-Token', 'x')))).toEqual([403, 'InvalidAccessKeyId']);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await put(upload, file)).status).toBe(200);
  });

  it('works for a quarter of an hour', async () => {
    const { upload } = await start(file, 'image/png');
    const url = new URL(upload.url);
    url.searchParams.set('X-Amz-Date', '20200101T000000Z');
    url.searchParams.set('X-Amz-Credential', (url.searchParams.get('X-Amz-Credential') ?? '').replace(/\/\d{8}\//, '/20200101/'));

    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(await codeOf(await put(upload, file, {}, url.href))).toEqual([403, 'AccessDenied']);
  });

  it('lets pages of our own origin upload, and no others', async () => {
    const { upload } = await start(file, 'image/png');
    const ask = (origin: string, method = 'PUT', headers = 'content-type,x-amz-checksum-sha256') =>
      fetch(upload.url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
      });
    const ours = await ask(journey.cloud.origin);
    const stored = await put(upload, file, { origin: journey.cloud.origin });

    expect([ours.status, ours.headers.get('access-control-allow-origin')]).toEqual([200, journey.cloud.origin]);
    expect(stored.headers.get('access-control-allow-origin')).toBe(journey.cloud.origin);
    expect((await ask('https://evil.example')).status).toBe(403);
    expect((await ask(journey.cloud.origin, 'GET')).status).toBe(403);
    expect((await ask(journey.cloud.origin, 'PUT', 'x-amz-acl')).status).toBe(403);
  });
});

describe('POST /v1/media', () => {
  it.each([
    ['an image of more than 8 MB', { content_type: 'image/png', size_bytes: 8 * 1024 ** 2 + 1 }, 413, 'media_too_large'],
    ['a video of more than 1 GB', { content_type: 'video/mp4', size_bytes: 1024 ** 3 + 1 }, 413, 'media_too_large'],
    ['a type that no platform takes', { content_type: 'image/svg+xml', size_bytes: 10 }, 400, 'invalid_request'],
    ['nothing', { content_type: 'image/png', size_bytes: 0 }, 400, 'invalid_request'],
    ['half a checksum', { content_type: 'image/png', size_bytes: 10, sha256: 'abc' }, 400, 'invalid_request'],
    ['a field nobody knows', { content_type: 'image/png', size_bytes: 10, key: 'm/mine.png' }, 400, 'invalid_request'],
  ])('refuses %s before anything is signed', async (_, body, status, code) => {
    const answer = await ada.call('POST', '/v1/media', { sha256: '0'.repeat(64), ...body });

    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
  });
});

describe('the media host', () => {
  it('invites every crawler, and has nothing but files', async () => {
    const get = async (path: string) => {
      const answer = await fetch(`${journey.cloud.mediaOrigin}${path}`, { redirect: 'manual' });
      return [answer.status, await answer.text()] as const;
    };

    expect(await get('/robots.txt')).toEqual([200, 'User-agent: *\nAllow: /\n']);
    for (const path of ['/', '/index.html', '/incoming/', '/m/..%2fincoming%2fx', '/m/none.png', '/v1/me', '/m/'])
      expect((await get(path))[0]).toBeGreaterThanOrEqual(403);
  });
});

describe('DELETE /v1/media/{media_id}', () => {
  it('removes row and files, and a check that comes afterwards brings nothing back', async () => {
    const file = jpeg({ width: 333 });
    const media = await uploaded(file, 'image/jpeg');
    const late = await start(file, 'image/jpeg');

    expectStatus(await ada.call('DELETE', `/v1/media/${media.id}`), 204);
    expectStatus(await ada.call('DELETE', `/v1/media/${late.id}`), 204);
    expect((await ada.call('GET', `/v1/media/${media.id}`)).status).toBe(404);
    await until('the file to be gone', async () => ((await fetch(media.url ?? '')).status === 403 ? true : undefined), 30_000);
    await put(late.upload, file);
    await until('incoming to be empty', () => (lying().some((key) => key.startsWith('incoming/')) ? undefined : true));
    expect((await ada.call('GET', `/v1/media/${late.id}`)).status).toBe(404);
    expect(lying().some((key) => key.includes(media.url?.split('/').at(-1) ?? '?'))).toBe(false);
  });

  it('is the owner’s alone', async () => {
    const media = await uploaded(jpeg({ width: 334 }), 'image/jpeg');
    const bob = await aPerson(journey.cloud, 'bob@example.org');

    expect((await bob.call('GET', `/v1/media/${media.id}`)).status).toBe(404);
    expect((await bob.call('DELETE', `/v1/media/${media.id}`)).status).toBe(404);
    expect((await fetch(media.url ?? '')).status).toBe(200);
  });
});

describe('rights', () => {
  it('T8.3 are granted for all of this: nothing was refused, and S3 is called by publish and media alone', () => {
    expect(journey.cloud.logs.lines('gateway').filter(({ level }) => level !== 'info')).toEqual([]);
    expect(journey.cloud.logs.lines('events').filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

/** The media routes: what they take, what they show in each state, and what they say of things that are over. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MediaView, UploadView } from '../../../lib/core/media-api.ts';
import { jpeg, video } from '../../support/media-files.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { outcomeOf, problemOf, signIn } from '../steps.ts';

type Started = MediaView & { upload: UploadView };
const sha256 = (file: Buffer) => createHash('sha256').update(file).digest();
let w: World;
let ada: Browser;

beforeEach(async () => {
  w = world();
  ada = await signIn(w);
});

const bodyFor = (file: Buffer, more: object = {}) => ({
  content_type: 'image/jpeg',
  size_bytes: file.length,
  sha256: sha256(file).toString('hex'),
  ...more,
});
async function start(file: Buffer, more: object = {}): Promise<Started> {
  const answer = await ada.request('POST', '/v1/media', { body: bodyFor(file, more) });
  expect(outcomeOf(answer)).toBe('201 ok');
  return answer.body as Started;
}
async function uploaded(file: Buffer, more: object = {}): Promise<MediaView> {
  const { id, content_type: type, upload } = await start(file, more);
  const key = new URL(upload.url).pathname.slice(1);
  w.mediaFiles.put(key, file, type);
  await w.deps.sendMessage('media', { kind: 'uploaded', key });
  await w.deliver('media');
  return show(id);
}
const show = async (id: string): Promise<MediaView> => (await ada.request('GET', `/v1/media/${id}`)).body as MediaView;

describe('POST /v1/media', () => {
  it('answers with what was announced and an address for it', async () => {
    const started = await start(jpeg(), { filename: 'holiday.jpg' });

    expect(started).toMatchObject({
      object: 'media',
      state: 'uploading',
      kind: 'image',
      filename: 'holiday.jpg',
      url: null,
      width: null,
      refusal: null,
      upload: { method: 'PUT', headers: { 'content-type': 'image/jpeg', 'x-amz-checksum-sha256': sha256(jpeg()).toString('base64') } },
    });
    expect(Date.parse(started.upload.expires_at) - w.clock.now().getTime()).toBe(900_000);
  });

  it('takes the checksum as base64 too', async () => {
    const started = await start(jpeg(), { sha256: sha256(jpeg()).toString('base64') });

    expect(started.sha256).toBe(sha256(jpeg()).toString('hex'));
  });

  it.each([
    ['too large', { size_bytes: 8 * 1024 ** 2 + 1 }, '413 media_too_large'],
    ['of another type', { content_type: 'text/html' }, '400 invalid_request'],
    ['of half a byte', { size_bytes: 0.5 }, '400 invalid_request'],
    ['with a path of its own', { object_key: 'm/x.png' }, '400 invalid_request'],
    ['with a checksum of another length', { sha256: 'QUJD' }, '400 invalid_request'],
    ['with base64 that no encoder makes', { sha256: `${'A'.repeat(42)}B=` }, '400 invalid_request'],
  ])('T6.2 refuses a file %s, and stores nothing', async (_, change, outcome) => {
    const before = w.dump('main').length;

    expect(outcomeOf(await ada.request('POST', '/v1/media', { body: bodyFor(jpeg(), change) }))).toBe(outcome);
    expect(w.dump('main').length).toBe(before);
  });
});

describe('GET /v1/media/{media_id}', () => {
  it('shows the public address once it is checked, and what the file is', async () => {
    const media = await uploaded(video(), { content_type: 'video/mp4' });

    expect(media).toMatchObject({
      state: 'ready',
      kind: 'video',
      width: 1280,
      height: 720,
      video: { duration_ms: 5_000, codec: 'avc1', frames_per_second: 30, is_index_first: true, has_edits: false },
    });
    expect(media.url).toMatch(/^https:\/\/media\.example\.org\/m\/[A-Za-z0-9_-]{43}\.mp4$/);
  });

  it('says in a sentence why a file was refused', async () => {
    const media = await uploaded(jpeg().subarray(0, -2));

    expect(media).toMatchObject({
      state: 'refused',
      url: null,
      refusal: { code: 'media_truncated', sentence: expect.stringMatching(/\.$/) },
    });
  });

  it('knows an upload no more that never came', async () => {
    const { id } = await start(jpeg());
    w.clock.advance(24 * 3_600_000);
    const later = await signIn(w);

    expect(outcomeOf(await later.request('GET', `/v1/media/${id}`))).toBe('404 media_not_found');
  });
});

describe('DELETE /v1/media/{media_id}', () => {
  it('removes it at once for its owner, and its file by the timer', async () => {
    await w.sweep();
    const media = await uploaded(jpeg());

    expect((await ada.request('DELETE', `/v1/media/${media.id}`)).status).toBe(204);
    expect(outcomeOf(await ada.request('GET', `/v1/media/${media.id}`))).toBe('404 media_not_found');
    expect(outcomeOf(await ada.request('DELETE', `/v1/media/${media.id}`))).toBe('404 media_not_found');
    w.clock.advance(60_000);
    await w.sweep();
    await w.deliver('media');
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('refuses while a post needs it, and says what helps', async () => {
    const media = await uploaded(jpeg());
    await ada.request('POST', '/v1/posts', { body: { text: 'A bridge.', media: [{ media_id: media.id }], targets: [] } });

    const answer = await ada.request('DELETE', `/v1/media/${media.id}`);

    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'media_in_use' });
  });
});

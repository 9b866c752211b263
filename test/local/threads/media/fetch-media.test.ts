/** Images and videos really fetched: what the host sees, what is kept, and every way to fail. */
import { describe, expect, it } from 'vitest';
import { fetchImage, fetchVideo } from '../../../../local/threads/media/fetch-media.ts';
import { graphError, openThreads } from '../driver.ts';
import { jpeg, mp4, png } from '../fixtures.ts';
import { type HostedFile, openMediaHost } from '../media-host.ts';

const create = '/v1.0/me/threads';

async function open(files: Record<string, HostedFile>, settings = {}) {
  const host = await openMediaHost(files);
  const driver = await openThreads({ allowHttp: true, settings });
  const image = (path = '/a') => driver.post(create, { media_type: 'IMAGE', image_url: `${host.url}${path}` });
  const statusOf = async (id: string) => (await driver.get(`/v1.0/${id}?fields=status,error_message`)).body;
  const video = async (path = '/a') => statusOf(await driver.made({ media_type: 'VIDEO', video_url: `${host.url}${path}` }));
  return { ...driver, host, image, video, statusOf };
}

describe(fetchImage, () => {
  it('asks for robots.txt once per host, then for the image, as facebookexternalhit', async () => {
    const { host, image } = await open({ '/a': { type: 'image/jpeg', body: jpeg() }, '/b?c=1': { type: 'image/png', body: png(20, 20) } });

    const answers = [await image('/a'), await image('/b?c=1')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(host.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /robots.txt', 'GET /a', 'GET /b?c=1']);
    expect(host.asked[1]?.agent).toMatch(/^facebookexternalhit\/1\.1/);
  });

  it.each<[string, HostedFile]>([
    ['a missing file', { status: 404 }],
    ['a forbidden file', { status: 403, type: 'image/jpeg', body: jpeg() }],
    ['a redirect', { status: 302, headers: { location: '/b' } }],
    ['a host that does not answer', { isStuck: true }],
    ['a page', { type: 'text/html', body: '<h1>Log in</h1>' }],
    ['an undeclared type', { body: jpeg() }],
    ['a length that is not true', { type: 'image/jpeg', body: jpeg(), headers: { 'content-length': '9999' } }],
  ])('%s: 1/2207052 and no container', async (_what, file) => {
    const { image, control } = await open({ '/a': file, '/b': { type: 'image/jpeg', body: jpeg() } }, { mediaTimeoutMs: 150 });

    const answer = await image();

    expect(answer).toMatchObject({ status: 400, body: graphError(1, 2207052) });
    expect(control.account('ada.paints').containers).toEqual([]);
  });

  it('can tell the same trouble by status ERROR and UNKNOWN', async () => {
    const { made, statusOf, host } = await open({}, { imageFailure: 'error_status' });

    const id = await made({ media_type: 'IMAGE', image_url: `${host.url}/a` });

    expect(await statusOf(id)).toEqual({ status: 'ERROR', error_message: 'UNKNOWN' });
  });

  it.each<[string, HostedFile, string]>([
    ['too large', { type: 'image/jpeg', body: Buffer.concat([jpeg(), Buffer.alloc(8 * 1024 ** 2)]) }, 'UNKNOWN'],
    ['a GIF', { type: 'image/gif', body: 'GIF89a' }, 'UNKNOWN'],
    ['a PNG that calls itself JPEG', { type: 'image/jpeg', body: png(20, 20) }, 'UNKNOWN'],
    ['too narrow', { type: 'image/png', body: png(10, 101) }, 'INVALID_ASPEC_RATIO'],
  ])('S14-16 %s: status ERROR', async (_what, file, message) => {
    const { made, statusOf, publish, host } = await open({ '/a': file });

    const id = await made({ media_type: 'IMAGE', image_url: `${host.url}/a` });

    expect(await statusOf(id)).toEqual({ status: 'ERROR', error_message: message });
    expect((await publish(id)).body).toMatchObject(graphError(24, 4279009));
  });

  it('obeys robots.txt', async () => {
    const { image, host } = await open({
      '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /a' },
      '/a': { type: 'image/jpeg', body: jpeg() },
      '/b': { type: 'image/jpeg', body: jpeg() },
    });

    const [forbidden, allowed] = [await image('/a'), await image('/b')];

    expect([forbidden.status, allowed.status]).toEqual([400, 200]);
    expect(host.asked.map(({ path }) => path)).toEqual(['/robots.txt', '/b']);
  });

  it('fetches nothing while robots.txt is out of order, and asks for it again', async () => {
    const { image, host } = await open({ '/robots.txt': { status: 503 }, '/a': { type: 'image/jpeg', body: jpeg() } });

    const first = await image();
    host.put('/robots.txt', { status: 404 });
    const second = await image();

    expect([first.status, second.status]).toEqual([400, 200]);
  });

  it('goes nowhere on this machine unless http is allowed', async () => {
    const host = await openMediaHost({ '/a': { type: 'image/jpeg', body: jpeg() } });
    const { post } = await openThreads();

    const answer = await post(create, { media_type: 'IMAGE', image_url: `${host.url}/a` });

    expect(answer.body).toMatchObject(graphError(1, 2207052));
    expect(host.asked).toEqual([]);
  });

  it.each([
    ['head', 'HEAD', undefined],
    ['range', 'GET', 'bytes=0-1023'],
  ] as const)('can send a %s probe first', async (mediaProbe, method, range) => {
    const { image, host } = await open({ '/a': { type: 'image/jpeg', body: jpeg() } }, { mediaProbe });

    const answer = await image();

    expect(answer.status).toBe(200);
    expect(host.asked.slice(1)).toMatchObject([
      { method, range },
      { method: 'GET', range: undefined },
    ]);
  });

  it('fetches nothing when the probe is refused', async () => {
    const { image } = await open({ '/a': { type: 'image/jpeg', status: 206, body: jpeg() } }, { mediaProbe: 'head' });

    expect((await image()).body).toMatchObject(graphError(1, 2207052));
  });
});

describe(fetchVideo, () => {
  it('is IN_PROGRESS until the video is here and its time has come', async () => {
    const { post, get, control, host } = await open({ '/a': { type: 'video/mp4', body: mp4() } });
    const { id } = (await post(create, { media_type: 'VIDEO', video_url: `${host.url}/a` })).body as { id: string };
    const status = async () => (await get(`/v1.0/${id}?fields=status`)).body;

    control.advance(24_999);
    const early = await status();
    await control.settled();
    control.advance(1);

    expect(early).toEqual({ status: 'IN_PROGRESS' });
    expect(await status()).toEqual({ status: 'FINISHED' });
  });

  it('takes MOV too', async () => {
    const { video } = await open({ '/a': { type: 'video/quicktime', body: mp4({ brand: 'qt  ', edit: { mediaTime: 0 } }) } });

    expect(await video()).toEqual({ status: 'FINISHED' });
  });

  it.each<[string, HostedFile, string]>([
    ['a missing file', { status: 404 }, 'FAILED_DOWNLOADING_VIDEO'],
    ['a redirect', { status: 301, headers: { location: '/b' } }, 'FAILED_DOWNLOADING_VIDEO'],
    ['a host that does not answer', { isStuck: true }, 'FAILED_DOWNLOADING_VIDEO'],
    ['another type', { type: 'application/octet-stream', body: mp4() }, 'FAILED_DOWNLOADING_VIDEO'],
    ['more than 1 GB, by its header', { type: 'video/mp4', headers: { 'content-length': '1073741825' } }, 'FAILED_DOWNLOADING_VIDEO'],
    ['no film', { type: 'video/mp4', body: 'no film' }, 'FAILED_PROCESSING_VIDEO'],
    ['the moov atom at the end', { type: 'video/mp4', body: mp4({ order: ['ftyp', 'mdat', 'moov'] }) }, 'FAILED_PROCESSING_VIDEO'],
    ['an edit list', { type: 'video/mp4', body: mp4({ edit: { mediaTime: 512 } }) }, 'FAILED_PROCESSING_VIDEO'],
    ['ten minutes', { type: 'video/mp4', body: mp4({ seconds: 600 }) }, 'INVALID_DURATION'],
    ['a wide strip', { type: 'video/mp4', body: mp4({ width: 1100, height: 100 }) }, 'INVALID_ASPEC_RATIO'],
    ['ten frames a second', { type: 'video/mp4', body: mp4({ fps: 10 }) }, 'INVALID_FRAME_RATE'],
    ['six channels', { type: 'video/mp4', body: mp4({ audio: { channels: 6 } }) }, 'INVALID_AUDIO_CHANNELS'],
    ['96 kHz', { type: 'video/mp4', body: mp4({ audio: { sampleRate: 65_000 } }) }, 'FAILED_PROCESSING_AUDIO'],
  ])('S14-16 %s: ERROR', async (_what, file, message) => {
    const { video } = await open({ '/a': file }, { mediaTimeoutMs: 150 });

    expect(await video()).toEqual({ status: 'ERROR', error_message: message });
  });

  it('takes edit lists when set so', async () => {
    const { video } = await open({ '/a': { type: 'video/mp4', body: mp4({ edit: { mediaTime: 512 } }) } }, { editLists: 'accept' });

    expect(await video()).toEqual({ status: 'FINISHED' });
  });
});

/** A video that is still being fetched when the simulator stops. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resumeDownloads } from '../../../../local/threads/api/download.ts';
import { idOf, openThreads } from '../driver.ts';
import { mp4, png } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threads-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe(resumeDownloads, () => {
  it('is fetched after the restart', async () => {
    const host = await openMediaHost({ '/a.mp4': { isStuck: true } });
    const dataDir = newFolder();
    const first = await openThreads({ dataDir, allowHttp: true });
    const id = idOf(await first.post('/v1.0/me/threads', { media_type: 'VIDEO', video_url: `${host.url}/a.mp4` }));
    await first.close();
    host.put('/a.mp4', { type: 'video/mp4', body: mp4() });

    const second = await openThreads({ dataDir, allowHttp: true });
    await second.control.settled();
    second.control.advance(30_000);

    expect((await second.get(`/v1.0/${id}?fields=status`, first.ada)).body).toEqual({ status: 'FINISHED' });
  });

  it('keeps the copy of an image over a restart, and nothing over a reset', async () => {
    const host = await openMediaHost({ '/a.png': { type: 'image/png', body: png(20, 20) } });
    const dataDir = newFolder();
    const first = await openThreads({ dataDir, allowHttp: true });
    const id = idOf(await first.publish(await first.made({ media_type: 'IMAGE', image_url: `${host.url}/a.png` })));
    await first.close();

    const second = await openThreads({ dataDir });
    const picture = await second.send('GET', `/media/${id}`);
    const files = readdirSync(dataDir);
    second.control.reset();

    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(files.sort()).toEqual(['media', 'threads.json']);
    expect(readdirSync(dataDir)).not.toContain('media');
  });
});

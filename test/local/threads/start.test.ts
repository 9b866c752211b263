/** Starting, remembering and stopping. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startThreads } from '../../../local/threads/start.ts';
import { idOf, openThreads, startedAt } from './driver.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threads-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe(startThreads, () => {
  it('starts with two ready accounts', async () => {
    const { control } = await openThreads();

    const accounts = control.accounts();

    expect(accounts.map(({ username }) => username)).toEqual(['ada.paints', 'sam.bakes']);
    for (const { name, biography } of accounts) expect(name && biography).toBeTruthy();
  });

  it('remembers everything in its folder, also when it is not closed', async () => {
    const dataDir = newFolder();
    const first = await openThreads({ dataDir, publicUrl: 'http://threads.localhost' });
    const container = await first.ready();
    const id = idOf(await first.publish(container));
    first.fault({ name: 'rate_limited', call: 'list', times: 3 });
    await first.send('POST', '/_control/clock', { json: { advance_ms: 5000 } });

    const second = await openThreads({ dataDir, publicUrl: 'http://threads.localhost' });

    expect(second.control.account('ada.paints')).toEqual(first.control.account('ada.paints'));
    expect((await second.get(`/v1.0/${id}`, first.ada)).body).toEqual({ id });
    expect(second.control.faults()).toMatchObject([{ name: 'rate_limited', timesLeft: 3 }]);
    expect(second.control.clock().now_ms).toBe(startedAt + 6000);
    expect(readdirSync(dataDir)).toEqual(['threads.json']);
  });

  it('reads a store that was written before media, settings and callbacks were added', async () => {
    const dataDir = newFolder();
    const first = await openThreads({ dataDir });
    const id = await first.posted({ text: 'From before' });
    const file = join(dataDir, 'threads.json');
    const { callbacks: _callbacks, ...saved } = JSON.parse(readFileSync(file, 'utf8'));
    const drop = (item: object, ...names: string[]) => Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
    const later = ['media', 'altText', 'poll', 'childIds', 'parentId', 'replyableFrom', 'expiresAt', 'isCarouselItem', 'isGhost'];
    const settings = drop(saved.settings, 'videoReadyDelayMs', 'deauthorizeUrl');
    writeFileSync(
      file,
      JSON.stringify({
        ...saved,
        settings,
        posts: saved.posts.map((post: object) => drop(post, ...later)),
        containers: saved.containers.map((one: object) => drop(one, ...later)),
      }),
    );

    const second = await openThreads({ dataDir });

    expect((await second.get(`/v1.0/${id}?fields=text,media_type`, first.ada)).body).toEqual({
      text: 'From before',
      media_type: 'TEXT_POST',
    });
    expect(second.control.settings()).toMatchObject({ videoReadyDelayMs: 25_000, deauthorizeUrl: '' });
  });

  it('never gives out an id again after a restart', async () => {
    const dataDir = newFolder();
    const first = await openThreads({ dataDir });
    const before = await first.ready();

    const second = await openThreads({ dataDir });

    expect(Number(await second.ready())).toBeGreaterThan(Number(before));
  });

  it('keeps its own clock from running backwards, and a shared one in step', async () => {
    const dataDir = newFolder();
    const first = await startThreads({ dataDir, realNow: () => startedAt + 90_000 });
    await first.close();

    const own = await openThreads({ dataDir });
    const shared = await openThreads({ dataDir, clockEpochMs: startedAt - 1000, speed: 10 });

    expect(own.control.clock().now_ms).toBe(startedAt + 90_000);
    expect(shared.control.clock().now_ms).toBe(startedAt + 9000 + own.control.clock().moved_ms);
  });

  it('refuses a store that is not its own, and a taken port', async () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'threads.json'), '{"v":9}');
    const { url } = await openThreads();

    await expect(startThreads({ dataDir })).rejects.toThrow();
    await expect(startThreads({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  });

  it('closes at once, with calls still open', async () => {
    const threads = await openThreads();
    threads.fault({ name: 'hang_before' });
    const open = threads.get('/v1.0/me').then(
      () => 'answered',
      () => 'lost',
    );
    while (threads.control.faults()[0]?.struck !== 1) await new Promise(setImmediate);

    await threads.close();

    expect(await open).toBe('lost');
  });
});

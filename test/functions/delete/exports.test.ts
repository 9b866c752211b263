/** Exports: asked for with a proof, made from the data map and nothing else, fetched by their owner alone, gone after a day. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { exportFiles } from '../../../lib/core/data-map/declare.ts';
import { dataMap } from '../../../lib/core/data-map.ts';
import type { DownloadView, ExportView } from '../../../lib/core/export-api.ts';
import { exportedKinds } from '../../../lib/core/exported-parts.ts';
import type { TableName, Write } from '../../../lib/core/ports.ts';
import { readZip } from '../../support/read-zip.ts';
import { exportOf, hours, type Life, wholeLife } from '../../support/whole-life.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import type { Answer } from '../http-event.ts';
import { outcomeOf, signIn, signInAgain } from '../steps.ts';

const hour = 3_600_000;
const ask = (browser: Browser): Promise<Answer> => browser.request('POST', '/v1/exports', { body: {} });
const viewOf = ({ body }: Answer): ExportView => body as ExportView;
const show = (browser: Browser, id: string): Promise<Answer> => browser.request('GET', `/v1/exports/${id}`);
const download = (browser: Browser, id: string): Promise<Answer> => browser.request('POST', `/v1/exports/${id}/download`, { body: {} });

/** A person with an export that is ready. */
async function withExport() {
  const w = world();
  const ada = await signIn(w);
  const { id } = viewOf(await ask(ada));
  await w.deliver('export');
  return { w, ada, id };
}
const listSchema = z.array(z.record(z.string(), z.unknown()));

describe('what an export holds', () => {
  let life: Life;
  let zip: Map<string, Buffer>;
  const list = (name: string) => listSchema.parse(JSON.parse(zip.get(name)?.toString() ?? 'null'));
  beforeAll(async () => {
    life = await wholeLife();
    zip = readZip(await exportOf(life));
  });

  it('P-16 a file for each part of the data map that is exported, the media, and a README that names them', () => {
    const readme = zip.get('README.txt')?.toString() ?? '';
    const media = [...zip.keys()].filter((name) => name.startsWith('media/'));

    expect([...zip.keys()].filter((name) => !name.startsWith('media/')).sort()).toEqual([...Object.keys(exportFiles), 'README.txt'].sort());
    expect(media).toHaveLength(1);
    for (const name of Object.keys(exportFiles)) expect(readme).toContain(name);
    expect(readme).toContain('1 files');
  });

  it('P-16 of every stored item exactly the attributes that the data map says, and no others', () => {
    for (const { file, kind } of exportedKinds) {
      const stored = life.w.dump('main').filter((item) => item.kind === kind);
      const wanted = Object.entries(dataMap[kind].attributes).flatMap(([name, { isExported }]) => (isExported ? [name] : []));
      const expected = stored.map((item) =>
        Object.fromEntries(wanted.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))),
      );

      // The events of the export itself are written while it is made.
      if (kind === 'event') expect(list(file).length).toBeGreaterThan(5);
      else expect(new Set(list(file).map((one) => JSON.stringify(one)))).toEqual(new Set(expected.map((one) => JSON.stringify(one))));
      expect(list(file).length).toBeGreaterThan(0);
    }
  });

  it('P-16 the bytes of each file as they were uploaded', () => {
    const [shown] = life.w.dump('main').filter((item) => item.kind === 'media' && item['state'] === 'ready');
    const kept = life.w.mediaFiles.get(String(shown?.['objectKey']))?.bytes ?? Buffer.alloc(0);

    expect(zip.get(`media/${shown?.['id']}.jpg`)?.equals(kept)).toBe(true);
  });

  it('T9.1 P-07 no token, no hash of a cookie, no sealed token and no key', () => {
    const { w, browser } = life;
    const text = [...zip.values()].map((bytes) => bytes.toString('latin1')).join('\n');
    const secrets = [
      ...w.platform.tokens,
      ...browser.jar.values(),
      ...w
        .dump('main')
        .flatMap((item) => ['sealed', 'tokenHash', 'remoteHash'].flatMap((name) => (item[name] === undefined ? [] : [String(item[name])]))),
      ...w.dump('vault').map((item) => String(item['wrapped'])),
    ];

    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});

describe('POST /v1/exports', () => {
  it('T1.12 needs a proof of presence that is fresh, five times; a fresh one helps', async () => {
    const w = world();
    const ada = await signIn(w);
    w.clock.advance(600_000);

    for (let i = 0; i < 5; i += 1) expect(outcomeOf(await ask(ada))).toBe('403 presence_proof_needed');
    expect(w.queued.filter(({ queue }) => queue === 'export')).toEqual([]);
    await signInAgain(w, ada);
    expect(outcomeOf(await ask(ada))).toBe('202 ok');
  });

  it('is asked for once at a time, and five times an hour', async () => {
    const w = world();
    const ada = await signIn(w);
    const outcomes: string[] = [];

    outcomes.push(outcomeOf(await ask(ada)), outcomeOf(await ask(ada)));
    for (let i = 0; i < 5; i += 1) {
      await w.deliver('export');
      outcomes.push(outcomeOf(await ask(ada)));
    }

    expect(outcomes).toEqual(['202 ok', '409 export_running', ...Array(4).fill('202 ok'), '429 too_many_exports']);
  });

  it('may be asked for again when one has been in the making for an hour', async () => {
    const w = world();
    const ada = await signIn(w);
    const { id } = viewOf(await ask(ada));
    w.queued.length = 0;
    w.clock.advance(hour + 1);
    await signInAgain(w, ada);

    expect(viewOf(await show(ada, id)).state).toBe('failed');
    expect(outcomeOf(await ask(ada))).toBe('202 ok');
  });

  it('is recorded, and so is each fetching', async () => {
    const { w, ada, id } = await withExport();
    await download(ada, id);

    const types = w.dump('main').flatMap((item) => (item.kind === 'event' ? [String(item['type'])] : []));
    expect(types.filter((type) => type.startsWith('export_')).sort()).toEqual(['export_asked', 'export_fetched']);
  });
});

describe('the way to the file', () => {
  it('a signed address for five minutes, only when it is ready and only after a fresh proof', async () => {
    const w = world();
    const ada = await signIn(w);
    const { id } = viewOf(await ask(ada));
    const early = outcomeOf(await download(ada, id));
    await w.deliver('export');
    const ready = viewOf(await show(ada, id));

    const { url, expires_at: until } = (await download(ada, id)).body as DownloadView;
    w.clock.advance(600_000);
    const late = outcomeOf(await download(ada, id));

    expect([early, late]).toEqual(['409 export_not_ready', '403 presence_proof_needed']);
    expect(ready).toMatchObject({ state: 'ready', size_bytes: expect.any(Number), ready_at: expect.any(String) });
    expect(url).toMatch(/^https:\/\/bucket\.example\.org\/exports\/usr_\w+\/exp_\w+\.zip\?.*X-Amz-Expires=300/);
    expect(Date.parse(until)).toBe(w.clock.now().getTime() - 600_000 + 300_000);
  });

  it('T6.1 is not there for anybody else', async () => {
    const { w, id } = await withExport();
    const ben = await signIn(w, 'ben@example.org');

    expect([outcomeOf(await show(ben, id)), outcomeOf(await download(ben, id))]).toEqual(['404 export_not_found', '404 export_not_found']);
    expect((await ben.request('GET', '/v1/exports')).body).toMatchObject({ data: [] });
  });

  it('T3.8 T9.8 P-16 ends after a day: refused at once, the file gone within two hours', async () => {
    const { w, ada, id } = await withExport();
    const files = () => w.mediaFiles.keys().filter((key) => key.startsWith('exports/'));
    await w.sweep();
    w.clock.advance(24 * hour - 60_000);
    await signInAgain(w, ada);
    const before = outcomeOf(await download(ada, id));
    w.clock.advance(60_000);
    const after = outcomeOf(await download(ada, id));

    await hours(w, 2);

    expect([before, after]).toEqual(['200 ok', '404 export_not_found']);
    expect(files()).toEqual([]);
    expect(w.dump('main').filter(({ kind }) => kind === 'export')).toEqual([]);
  });
});

describe('the mail', () => {
  const told = (w: World) => w.mails.filter(({ subject }) => subject.includes('Your data'));

  it('T7.13 tells once that it is ready, with a way to the settings and no address of the file', async () => {
    const { w } = await withExport();
    await w.deps.sendMessage('mail', { kind: 'uploaded', key: w.mediaFiles.keys().find((key) => key.startsWith('exports/')) ?? '' });

    await w.deliver('mail');

    expect(told(w)).toHaveLength(1);
    expect(told(w)[0]?.text).toContain('https://postora.example/settings');
    expect(told(w)[0]?.text).not.toMatch(/exports\/|X-Amz|exp_/);
  });

  it('waits for the row when S3 is faster than we are', async () => {
    const w = world();
    const ada = await signIn(w);
    await ask(ada);
    const [row] = w.dump('main').filter(({ kind }) => kind === 'export');
    await w.deps.sendMessage('mail', { kind: 'uploaded', key: `exports/${row?.['userId']}/${row?.sk}.zip` });
    await w.deliverOne('mail');
    const early = told(w).length;

    await w.deliver('export');
    await w.deliver('mail');

    expect([early, told(w).length]).toEqual([0, 1]);
  });

  it.each(['exports/x/y.zip', 'm/abc.jpg', 'exports/../secrets.zip'])('takes no message for the key %s', async (key) => {
    const { w } = await withExport();
    await w.deliver('mail');

    await w.deps.sendMessage('mail', { kind: 'uploaded', key });
    await w.deliver('mail');

    expect(told(w)).toHaveLength(1);
  });
});

describe('the making', () => {
  it('T7.13 a message that never left is sent by the timer within a minute or so', async () => {
    const w = world();
    const ada = await signIn(w);
    await w.sweep();
    const { id } = viewOf(await ask(ada));
    w.queued.length = 0;
    w.clock.advance(60_000);

    await w.sweep();
    await w.deliver('export');

    expect(viewOf(await show(ada, id)).state).toBe('ready');
    expect(w.queued.filter(({ queue }) => queue === 'export')).toEqual([]);
  });

  it.each(['write', 'commit'] as const)('T7.1 that breaks off at its %s is finished by the next delivery', async (at) => {
    const w = world();
    const ada = await signIn(w);
    const { id } = viewOf(await ask(ada));
    let isBroken = false;
    const breakOnce = () => {
      if (isBroken) return;
      isBroken = true;
      throw new Error('the function was ended');
    };
    w.mediaFiles.before = (step) => (at === 'write' && step === 'write' ? breakOnce() : undefined);
    w.hooks.beforeCommit = async (writes: readonly Write<TableName>[]) => {
      if (at === 'commit' && writes.some((one) => one.op === 'put' && one.item['state'] === 'ready')) breakOnce();
    };

    await w.deliver('export');

    expect(isBroken).toBe(true);
    expect(viewOf(await show(ada, id)).state).toBe('ready');
  });

  it('leaves no file behind when the export was taken back meanwhile', async () => {
    const w = world();
    const ada = await signIn(w);
    await ask(ada);
    w.mediaFiles.before = async (step) => {
      const [row] = w.dump('main').filter(({ kind }) => kind === 'export');
      if (step === 'write' && row) await w.deps.commit([{ op: 'delete', table: 'main', key: { pk: row.pk, sk: row.sk } }]);
    };

    await w.deliver('export');

    expect(w.mediaFiles.keys().filter((key) => key.startsWith('exports/'))).toEqual([]);
  });

  it('two deliveries at once end in one file', async () => {
    const w = world();
    const ada = await signIn(w);
    const { id } = viewOf(await ask(ada));
    const [sent] = w.queued.filter(({ queue }) => queue === 'export');
    w.queued.push(structuredClone(sent!));

    await Promise.all([w.deliverOne('export'), w.deliverOne('export')]);

    expect(viewOf(await show(ada, id)).state).toBe('ready');
    expect(w.mediaFiles.keys().filter((key) => key.startsWith('exports/'))).toHaveLength(1);
  });

  it('names an upload whose file is gone instead of failing for ever', async () => {
    const life = await wholeLife();
    const [row] = life.w.dump('main').filter((item) => item.kind === 'media' && item['state'] === 'ready');
    await life.w.mediaFiles.remove(String(row?.['objectKey']));

    const zip = readZip(await exportOf(life));

    expect([...zip.keys()].filter((name) => name.startsWith('media/'))).toEqual([]);
    expect(zip.get('README.txt')?.toString()).toContain(`not in here:\nmedia/${row?.['id']}.jpg`);
  });
});

/** Copies of somebody who is deleted: none is handed out, none is finished, and none is left in the bucket. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newExport } from '../../../lib/core/export.ts';
import { newId } from '../../../lib/core/ids.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { signIn } from '../steps.ts';
import { askInConsole, finish } from './person.ts';

const idSchema = z.object({ id: z.string() });
const files = (w: World): string[] => w.mediaFiles.keys().filter((key) => key.startsWith('exports/'));
const rows = (w: World) => w.dump('main').filter(({ kind }) => kind === 'export');
const stateOf = async (w: World, code: string) => (await w.deps.deletions.get(code))?.state;
const askForCopy = async (browser: Browser): Promise<string> =>
  z.parse(idSchema, (await browser.request('POST', '/v1/exports', { body: {} })).body).id;

/** Somebody who has asked for a copy of everything. */
async function withCopyAsked() {
  const w = world();
  const browser = await signIn(w);
  const me = z.parse(idSchema, (await browser.request('GET', '/v1/me')).body);
  return { w, browser, userId: me.id, id: await askForCopy(browser) };
}

/** Runs once, when the exporter is about to do this. */
function once(w: World, step: string, act: () => Promise<void>): void {
  w.mediaFiles.before = async (now, key) => {
    if (now !== step || !key.startsWith('exports/')) return;
    w.mediaFiles.before = () => undefined;
    await act();
  };
}

describe('deleting everything while there is a copy', () => {
  it('T9.5 removes a finished copy at once, counts it, and tells nobody of it', async () => {
    const { w, browser } = await withCopyAsked();
    await w.deliver('export');
    const before = files(w).length;
    const code = await askInConsole({ browser });

    await w.deliverOne('erase');
    await w.deliver('export');
    const atOnce = [files(w).length, rows(w).length];
    await w.deliver('mail');
    await finish(w, code);

    expect([before, ...atOnce]).toEqual([1, 0, 0]);
    expect((await w.deps.deletions.get(code))?.counts.export).toBe(1);
    expect(w.mails.filter(({ subject }) => subject.includes('Your data'))).toEqual([]);
  });

  it('T9.4 a copy that is being made ends at its next file, and nobody calls it done before that can have been', async () => {
    const { w, browser } = await withCopyAsked();
    let code = '';
    const { users } = w.deps;
    let looks = 0;
    const get: typeof users.get = async (userId) => {
      looks += 1;
      // The third look of the exporter is the one before its second file.
      if (looks !== 3) return users.get(userId);
      code = await askInConsole({ browser });
      await w.deliverOne('erase');
      return users.get(userId);
    };
    Object.assign(w.deps, { users: { ...users, get } });
    const steps: string[] = [];
    w.mediaFiles.before = (step) => void steps.push(step);
    await w.deliverOne('export');
    Object.assign(w.deps, { users });
    const afterRun = { steps: [...steps], files: files(w), rows: rows(w).map(({ state }) => state), state: await stateOf(w, code) };

    const tookMs = await finish(w, code);

    expect(afterRun).toEqual({ steps: ['remove'], files: [], rows: ['building'], state: 'stopping' });
    expect(await stateOf(w, code)).toBe('done');
    expect(tookMs).toBeGreaterThanOrEqual(345_000);
    expect(tookMs).toBeLessThan(15 * 60_000);
    expect([files(w), rows(w)]).toEqual([[], []]);
  });

  it('T9.4 a copy whose file was written after everything had stopped is taken back', async () => {
    const { w, browser } = await withCopyAsked();
    let code = '';
    once(w, 'write', async () => {
      code = await askInConsole({ browser });
      await w.deliverOne('erase');
    });

    await w.deliverOne('export');
    const afterRun = files(w);
    await finish(w, code);

    expect(afterRun).toEqual([]);
    expect([await stateOf(w, code), files(w), rows(w)]).toEqual(['done', [], []]);
  });

  it('T9.4 a copy is taken back, too, if its owner has asked to be deleted and nothing more has happened yet', async () => {
    const { w, browser } = await withCopyAsked();
    once(w, 'write', async () => void (await askInConsole({ browser })));

    await w.deliverOne('export');

    expect(files(w)).toEqual([]);
    expect(rows(w).map(({ state }) => state)).toEqual(['building']);
  });

  it('T9.5 leaves no file when the exporter dies between the file and its row, even if its message comes again afterwards', async () => {
    const { w, browser, userId, id } = await withCopyAsked();
    let code = '';
    once(w, 'write', async () => {
      code = await askInConsole({ browser });
      await w.deliverOne('erase');
      // The eraser has its file removed before there is one.
      await w.deliverOne('export');
      w.hooks.beforeCommit = async () => {
        w.hooks.beforeCommit = async () => undefined;
        w.mediaFiles.before = (step) => {
          if (step !== 'remove') return;
          w.mediaFiles.before = () => undefined;
          throw new Error('the process died');
        };
      };
    });
    await w.deliverOne('export');
    const leftBehind = files(w).length;

    await finish(w, code);
    const before = w.stored();
    await w.deps.sendMessage('export', { kind: 'export', user_id: userId, export_id: id });
    await w.deliver('export');

    expect(leftBehind).toBe(1);
    expect([await stateOf(w, code), files(w), rows(w)]).toEqual(['done', [], []]);
    expect(w.stored()).toBe(before);
  });

  it('T9.4 a copy that is asked for at the very last moment is never made', async () => {
    const { w, browser, userId, id } = await withCopyAsked();
    await w.deliver('export');
    const code = await askInConsole({ browser });
    await w.deliverOne('erase');
    const late = newExport(newId('exp', w.deps), userId, w.clock.now());
    await w.deps.commit([w.deps.exports.create(late)]);
    await w.deps.sendMessage('export', { kind: 'export', user_id: userId, export_id: late.id });

    await w.deliver('export');
    const made = files(w);
    await finish(w, code);

    expect(late.id).not.toBe(id);
    expect(made).toEqual([]);
    expect([await stateOf(w, code), rows(w)]).toEqual(['done', []]);
  });

  it('does not call it done while the file cannot be removed, or is still there', async () => {
    const { w, browser } = await withCopyAsked();
    await w.deliver('export');
    const key = files(w)[0] ?? '';
    const bytes = w.mediaFiles.get(key)?.bytes ?? new Uint8Array();
    const states: unknown[] = [];
    w.mediaFiles.before = (step) => {
      if (step === 'remove') throw new Error('S3 is away');
    };
    const code = await askInConsole({ browser });
    await finish(w, code, 6);
    states.push(await stateOf(w, code));
    w.mediaFiles.before = (step) => {
      if (step === 'head') w.mediaFiles.put(key, bytes, 'application/zip');
    };
    await finish(w, code, 6);
    states.push(await stateOf(w, code));

    w.mediaFiles.before = () => undefined;
    await finish(w, code, 30);

    expect(states).toEqual(['erasing', 'erasing']);
    expect([await stateOf(w, code), files(w)]).toEqual(['done', []]);
  });
});

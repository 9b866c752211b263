/** What an earlier run stored is there after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startCloud } from '../../local/cloud.ts';
import { smallApp } from './fixtures/small-app.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'postora-restart-'));
const start = (fresh = false) => startCloud({ dataDir, fresh, synth: smallApp });

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('keeps items, waiting messages, parameters and time, and forgets them when told to', async () => {
  const first = await start();
  await first.invoke('echo', { ask: 'put', pk: 'POST#1' });
  await first.invoke('echo', { ask: 'send', body: 'later', delay: 900 });
  await first.close();

  const second = await start();
  const item = await second.invoke('echo', { ask: 'get', pk: 'POST#1' });
  const { delayed } = second.messages('small-work');
  await second.close();

  const third = await start(true);
  const gone = await third.invoke('echo', { ask: 'get', pk: 'POST#1' });
  await third.close();

  expect(item).toMatchObject({ kind: 'ok', value: { Item: { pk: { S: 'POST#1' } } } });
  expect(delayed).toEqual(['later']);
  expect(gone).toMatchObject({ kind: 'ok', value: expect.not.objectContaining({ Item: expect.anything() }) });
});

/** What runs here is what would be deployed: the same templates but for addresses, the same code byte for byte. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { buildApp } from '../../infra/build-app.ts';
import { bundleFunctions } from '../../local/code.ts';
import { synthesizeApp } from '../../local/synth.ts';
import { readAssembly } from '../../local/template.ts';

const overrides = {
  publicOrigin: 'http://localhost:8400',
  mediaOrigin: 'http://127.0.0.1:8406',
  uploadOrigin: 'http://127.0.0.1:8404',
  threads: { graphUrl: 'http://127.0.0.1:8402', authorizeUrl: 'http://127.0.0.1:8402/oauth/authorize' },
  clock: { speed: 60, epoch: '2026-01-01T00:00:00.000Z' },
};
const withoutAssets = (value: unknown) => JSON.stringify(value).replace(/[0-9a-f]{64}\.zip/g, 'asset.zip');
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

it('makes the templates and the code that infra makes', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postora-synth-'));
  buildApp({ stage: 'laptop', overrides, outdir: dir }).synth();
  const deployed = readdirSync(dir)
    .filter((name) => name.startsWith('asset.'))
    .map((name) => sha256(join(dir, name, 'index.mjs')));
  const { stacks, bundling, source } = await synthesizeApp(overrides);
  const entries = Object.keys(duties).map((duty) => {
    const from = source(`postora-laptop-${duty}`);
    return [duty, from.kind === 'entry' ? from.file : ''];
  });
  const code = await bundleFunctions(Object.fromEntries(entries), bundling);

  expect(withoutAssets(stacks)).toBe(withoutAssets(readAssembly(dir)));
  expect(
    Object.keys(duties)
      .map((duty) => sha256(join(code.dir(duty), 'index.mjs')))
      .sort(),
  ).toEqual(deployed.sort());
  expect(await code.rebuild()).toEqual([]);
  rmSync(dir, { recursive: true });
});

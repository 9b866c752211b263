/** What is built and shipped: templates, function bundles, console. Everything around the build is full of canaries, as a careless machine would be. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { duties } from '../../functions/duties.ts';
import { Recorder, type Verdict } from './record.ts';
import { parameterKinds, type SecretKind, Secrets } from './secrets.ts';
import type { SinkName } from './sinks.ts';
import { canary } from './watched-world.ts';

const webDir = fileURLToPath(new URL('../../web', import.meta.url));

/** As they stand in a shell, a CI job or an `.env` on the machine that builds. Vite hands out those with its prefix to whoever asks. */
function fillEnvironment(secrets: Secrets): void {
  const put = (name: string, kind: SecretKind): void => {
    const value = canary();
    secrets.add(kind, value);
    process.env[name] = value;
  };
  for (const [parameter, kind] of Object.entries(parameterKinds)) {
    if (kind === 'public') continue;
    const name = parameter.replaceAll('-', '_').toUpperCase();
    for (const prefix of ['', 'VITE_', 'POSTORA_']) put(`${prefix}${name}`, kind);
  }
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) put(name, 'aws_secret');
}

async function keepFolder(record: Recorder, dir: string, sinkOf: (path: string) => SinkName | undefined): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const sink = sinkOf(path);
    if (sink) record.text(sink, relative(dir, path), await readFile(path));
  }
}

/** One stage as deployed, with its bundles, and that of the laptop. */
async function synthesize(record: Recorder, dir: string, say: (step: string) => void): Promise<void> {
  const { buildApp } = await import('../../infra/build-app.ts');
  for (const [stage, bundling] of [
    ['beta', true],
    ['laptop', false],
  ] as const) {
    say(`stage ${stage} is synthesized${bundling ? ' and bundled' : ''}`);
    buildApp({ stage, outdir: join(dir, stage), bundling }).synth();
  }
  let bundles = 0;
  await keepFolder(record, dir, (path) => {
    const isCode = /asset\.[0-9a-f]+\/index\.mjs$/.test(path);
    bundles += isCode ? 1 : 0;
    return isCode ? 'bundles' : 'templates';
  });
  const expected = Object.keys(duties).length;
  if (bundles !== expected) throw new Error(`there are ${bundles} bundles for ${expected} functions`);
}

async function buildConsole(record: Recorder, dir: string): Promise<void> {
  const { build } = await import('vite');
  // Read like our other sources: whatever loads those changed changes it too.
  await build({ root: webDir, configLoader: 'native', logLevel: 'warn', build: { outDir: dir, emptyOutDir: true } });
  await keepFolder(record, dir, () => 'console');
}

export async function searchArtifacts(say: (step: string) => void): Promise<Verdict> {
  const [record, secrets] = [new Recorder(), new Secrets()];
  fillEnvironment(secrets);
  const dir = await mkdtemp(join(tmpdir(), 'postora-leaks-'));
  try {
    say('the console is built');
    await buildConsole(record, join(dir, 'console'));
    await synthesize(record, join(dir, 'cdk'), say);
    say('templates, bundles and console are searched');
    return record.judge('artifacts', secrets);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

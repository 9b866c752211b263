/**
 * The real templates: synthesizes the CDK app of stage `laptop`. That takes seconds, so it is done once per state of infra with
 * placeholder addresses, which are then replaced in the text of the templates by those of this run.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { hashOfSources, madeOnce } from './made-once.ts';
import { readAssembly, type StackTemplate } from './template.ts';

export type SynthInput = {
  publicOrigin: string;
  mediaOrigin: string;
  /** Where browsers upload to. */
  uploadOrigin: string;
  threads?: { graphUrl: string; authorizeUrl: string } | undefined;
  clock?: { speed: number; epoch: string } | undefined;
};
export type Synthesized = {
  stacks: StackTemplate[];
  /** Folder of a function's code, or the source it is bundled from. */
  source(functionName: string): { kind: 'entry'; file: string } | { kind: 'folder'; dir: string };
  /** How the sources are bundled. */
  bundling: BuildOptions;
};
export type Synth = (input: SynthInput) => Promise<Synthesized>;

const placeholderSpeed = 982_451_653;
const placeholderEpoch = '1999-12-31T23:59:58.999Z';
const placeholders = (isHttps: boolean) => ({
  publicOrigin: isHttps ? 'https://placeholder-origin.invalid' : 'http://localhost:64999',
  mediaOrigin: 'http://127.0.0.1:64996',
  uploadOrigin: 'http://127.0.0.1:64995',
  graphUrl: 'http://127.0.0.1:64998',
  authorizeUrl: 'http://127.0.0.1:64997/oauth/authorize',
});

export const synthesizeApp: Synth = async ({ publicOrigin, mediaOrigin, uploadOrigin, threads, clock }) => {
  const shape = { isHttps: publicOrigin.startsWith('https:'), hasThreads: threads !== undefined, hasClock: clock !== undefined };
  const key = hashOfSources(['infra', 'functions/duties.ts', 'package-lock.json', 'local/synth.ts'], shape);
  const dir = await madeOnce('synth', key, (into) => synthesize(into, shape));
  const used = placeholders(shape.isHttps);
  const replaced: [string, string][] = [
    [used.publicOrigin, publicOrigin],
    [used.mediaOrigin, mediaOrigin],
    [used.uploadOrigin, uploadOrigin],
    [used.graphUrl, threads?.graphUrl ?? ''],
    [used.authorizeUrl, threads?.authorizeUrl ?? ''],
    [String(placeholderSpeed), String(clock?.speed ?? 1)],
    [placeholderEpoch, clock?.epoch ?? ''],
  ];
  const stacks = readAssembly(dir, (text) => replaced.reduce((current, [from, to]) => current.replaceAll(from, to), text));
  const bundling: BuildOptions = JSON.parse(readFileSync(join(dir, 'bundling.json'), 'utf8'));
  const entryOf = (name: string) => join(bundling.absWorkingDir ?? '', 'functions', name.replace('postora-laptop-', ''), 'handler.ts');
  return { stacks, bundling, source: (name) => ({ kind: 'entry', file: entryOf(name) }) };
};

type Shape = { isHttps: boolean; hasThreads: boolean; hasClock: boolean };

/** Without the CDK's own bundling, which starts one process per function: `code.ts` bundles them together, with the same options. */
async function synthesize(outdir: string, { isHttps, hasThreads, hasClock }: Shape): Promise<void> {
  const { buildApp } = await import('../infra/build-app.ts');
  const { publicOrigin, mediaOrigin, uploadOrigin, graphUrl, authorizeUrl } = placeholders(isHttps);
  const overrides = {
    publicOrigin,
    mediaOrigin,
    uploadOrigin,
    ...(hasThreads ? { threads: { graphUrl, authorizeUrl } } : {}),
    ...(hasClock ? { clock: { speed: placeholderSpeed, epoch: placeholderEpoch } } : {}),
  };
  buildApp({ stage: 'laptop', overrides, outdir, bundling: false }).synth();
  writeFileSync(join(outdir, 'bundling.json'), JSON.stringify(await deployedBundling()));
}

/** infra's options for esbuild, in esbuild's own words. */
export async function deployedBundling(): Promise<BuildOptions> {
  const { bundlingOptions: options, credentialAlias, projectRoot, entryOf } = await import('../infra/constructs/bundling.ts');
  if (!existsSync(entryOf('auth'))) throw new Error('local/synth.ts expects functions/<duty>/handler.ts, as infra does');
  return {
    absWorkingDir: projectRoot,
    format: 'esm',
    minify: options.minify ?? false,
    sourcemap: options.sourceMap ?? false,
    sourcesContent: options.sourcesContent ?? true,
    target: options.target ?? 'node24',
    mainFields: options.mainFields ?? ['main', 'module'],
    external: options.externalModules ?? [],
    alias: { [credentialAlias.from]: credentialAlias.to },
  };
}

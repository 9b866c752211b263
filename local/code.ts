/** The functions' code, bundled from the sources: all in one go, kept as long as no source changes, made again on change. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { hashOfSources, madeOnce } from './made-once.ts';

export type Code = {
  dir(functionName: string): string;
  /** Bundles again and names the functions whose code is now different. @throws on a source that does not compile. */
  rebuild(): Promise<string[]>;
};
/** Function name → entry file. */
export type Entries = Record<string, string>;

const sources = ['functions', 'lib', 'infra/constructs', 'package-lock.json', 'local/code.ts'];

export async function bundleFunctions(entries: Entries, options: BuildOptions): Promise<Code> {
  let dir = await bundle(entries, options);
  return {
    dir: (name) => join(dir, name),
    async rebuild() {
      const before = dir;
      dir = await bundle(entries, options);
      return Object.keys(entries).filter((name) => hashOfCode(join(before, name)) !== hashOfCode(join(dir, name)));
    },
  };
}

const hashOfCode = (dir: string) => {
  const hash = createHash('sha256');
  for (const file of readdirSync(dir).filter((name) => name.endsWith('.mjs'))) hash.update(readFileSync(join(dir, file)));
  return hash.digest('hex');
};

const bundle = (entries: Entries, options: BuildOptions) =>
  madeOnce('code', hashOfSources(sources, [entries, options]), async (into) => {
    const entryPoints = Object.fromEntries(Object.entries(entries).map(([name, entry]) => [`${name}/index`, entry]));
    const naming = { entryPoints, outdir: into, outExtension: { '.js': '.mjs' } };
    const { outputFiles } = await build({ ...options, ...naming, bundle: true, platform: 'node', logLevel: 'silent', write: false });
    for (const { path, contents } of outputFiles) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contents);
    }
  });

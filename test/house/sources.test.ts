/** What no linter sees: the sources and the lock file as they lie here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { completeLock } from './complete-lock.ts';
import { root } from './planted-tree.ts';

const skipped = new Set(['node_modules', 'dist', 'cdk.out', '.postora', 'coverage']);
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith('_')) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
const present = new Set(readdirSync(root));
const sources = ['lib', 'functions', 'infra', 'local', 'web', 'test', 'bench']
  .filter((folder) => present.has(folder))
  .flatMap(filesIn)
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') }));
const production = sources.filter(({ path }) => /^(?:lib|functions)\//.test(path));
const withMatch = (files: typeof sources, pattern: RegExp): string[] =>
  files.filter(({ code }) => pattern.test(code)).map(({ path }) => path);

describe('the sources', () => {
  it('are here', () => {
    expect(production.length).toBeGreaterThan(80);
  });

  it('have no default export, except where a tool wants one', () => {
    expect(withMatch(sources, /^export default /m).filter((path) => !/(?:^|\/)[\w-]+\.config\.ts$|^test\/house\//.test(path))).toEqual([]);
  });

  it('read the clock in functions/ports/clock.ts alone', () => {
    expect(withMatch(production, /\bDate\.now\(|\bnew Date\(\)|\bperformance\.timeOrigin/)).toEqual(['functions/ports/clock.ts']);
  });

  it('make random bytes in functions/ports/random.ts alone, and never with Math.random', () => {
    expect(
      withMatch(production, /\bMath\.random|\brandomUUID|\bgetRandomValues|import \{[^}]*randomBytes[^}]*\} from 'node:crypto'/),
    ).toEqual(['functions/ports/random.ts']);
  });

  it('hand the network to lib/providers/http.ts alone, and to the one file that reads our own bucket without the S3 client', () => {
    expect(withMatch(production, /\bglobalThis\.fetch\b|[^.\w]fetch\(/).sort()).toEqual([
      'functions/ports/provider-config.ts',
      'functions/ports/raw-mails.ts',
      'lib/aws/raw-mails.ts',
      'lib/providers/http.ts',
    ]);
  });

  it('wait in functions/ports/clock.ts alone', () => {
    expect(withMatch(production, /\bsetTimeout\(|\bsetInterval\(/)).toEqual(['functions/ports/clock.ts']);
  });

  it('read the environment in functions/env.ts alone', () => {
    expect(withMatch(production, /\bprocess\.env\b/)).toEqual(['functions/env.ts']);
  });

  it('log through lib/log.ts, and only functions do', () => {
    expect(
      withMatch(
        sources.filter(({ path }) => path.startsWith('lib/')),
        /from '[^']*\/log\.ts'/,
      ),
    ).toEqual([]);
  });

  it('hold no test against the clock: work is measured in CPU time, and what hangs says so', () => {
    const tests = sources.filter(({ path }) => path.endsWith('.test.ts') && path !== 'test/house/sources.test.ts');

    // There a delay of the queue is waited for, at least so long.
    expect(withMatch(tests, /\bperformance\.now\(/)).toEqual(['test/local/small-cloud.test.ts']);
  });

  it('open each with a line that says what the file is', () => {
    expect(production.filter(({ code }) => !code.startsWith('/**')).map(({ path }) => path)).toEqual([]);
  });
});

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), integrity: z.string().optional(), inBundle: z.boolean().optional() }),
  ),
});
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

describe('the packages', () => {
  const { dependencies, devDependencies } = packageSchema.parse(readJson('package.json'));
  const { packages } = lockSchema.parse(readJson('package-lock.json'));

  it('T8.4 are all pinned to one exact version', () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );

    expect(loose).toEqual([]);
  });

  it('T8.4 at most ten direct ones beside the AWS SDK reach production', () => {
    expect(Object.keys(dependencies).filter((name) => !name.startsWith('@aws-sdk/')).length).toBeLessThanOrEqual(10);
  });

  it('the lock file has a row for every platform, so that `npm ci` takes it anywhere', () => {
    const text = readFileSync(join(root, 'package-lock.json'), 'utf8');

    expect(completeLock(text)).toBe(text);
  });

  it('T8.4 the lock file names no registry, and a sha512 for every package that is installed and not inside another', () => {
    const installed = Object.entries(packages).filter(([path, { inBundle }]) => path !== '' && !inBundle);

    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    const isHere = ([path]: readonly [string, unknown]): boolean => existsSync(join(root, path));
    expect(installed.filter(isHere).length).toBeGreaterThan(100);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).filter(isHere)).toEqual([]);
  });
});

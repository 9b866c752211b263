/** Who may import whom: each folder's rule refuses what is planted against it and lets the legal neighbours pass. */
import { describe, expect, it } from 'vitest';
import { lintPlanted } from './planted-tree.ts';

type Rule = { folder: string; legal: readonly string[]; illegal: readonly string[] };

const everywhere = ['../../local/cloud.ts', '../../test/support/world.ts', '../../infra/app.ts', '../../bench/main.ts'];
const rules: readonly Rule[] = [
  {
    folder: 'lib/core',
    legal: ['./errors.ts', './rules/text.ts', 'zod/mini'],
    illegal: [
      '../app/sweep.ts',
      '../store/keys.ts',
      '../aws/queue.ts',
      '../providers/http.ts',
      'zod',
      'node:crypto',
      'node:fs',
      '@aws-sdk/client-kms',
      '../../functions/duties.ts',
      ...everywhere,
    ],
  },
  {
    folder: 'lib/core/rules',
    legal: ['../errors.ts', './links.ts', 'zod/mini'],
    illegal: ['../../app/sweep.ts', '../../log.ts', 'node:crypto', '../../../functions/duties.ts'],
  },
  {
    folder: 'lib/app',
    legal: ['./deps.ts', '../core/errors.ts', 'zod/mini'],
    illegal: [
      '../store/post-store.ts',
      '../store/keys.ts',
      '../aws/queue.ts',
      '../providers/registry.ts',
      '../log.ts',
      'node:crypto',
      '@aws-sdk/client-kms',
      '../../functions/env.ts',
      ...everywhere,
    ],
  },
  {
    folder: 'lib/store',
    legal: ['./keys.ts', '../core/ports.ts', 'zod/mini'],
    illegal: [
      '../app/deps.ts',
      '../aws/queue.ts',
      '../providers/http.ts',
      '../log.ts',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/client-dynamodb',
      ...everywhere,
    ],
  },
  {
    folder: 'lib/aws',
    legal: ['./envelope.ts', '../core/ports.ts', '@aws-sdk/client-kms', 'node:crypto', 'zod/mini'],
    illegal: ['../app/deps.ts', '../store/keys.ts', '../providers/http.ts', '../log.ts', 'node:fs', 'node:https', ...everywhere],
  },
  {
    folder: 'lib/providers',
    legal: ['./http.ts', './threads/threads.ts', '../core/provider.ts', 'node:crypto', 'zod/mini'],
    illegal: ['../app/deps.ts', '../store/keys.ts', '../aws/queue.ts', '@aws-sdk/client-kms', 'node:https', 'undici', ...everywhere],
  },
  {
    folder: 'lib/providers/threads',
    legal: ['./errors.ts', '../http.ts', '../../core/provider.ts', 'zod/mini'],
    illegal: ['../sandbox/sandbox.ts', '../../app/deps.ts', '../../store/keys.ts', '../../aws/queue.ts', '../../log.ts', 'node:https'],
  },
  {
    folder: 'functions/auth',
    legal: [
      './links.ts',
      '../duties.ts',
      '../middleware/http.ts',
      '../ports/api.ts',
      '../../lib/app/redeem-link.ts',
      'zod/mini',
      '@middy/core',
      'node:crypto',
    ],
    illegal: ['../connect/routes.ts', '../publisher/publisher.ts', '@aws-sdk/client-kms', 'aws-cdk-lib', 'node:fs', ...everywhere],
  },
  {
    folder: 'functions/ports',
    legal: ['./clock.ts', '../env.ts', '../../lib/aws/queue.ts', '@aws-sdk/client-sqs', 'node:crypto'],
    illegal: ['../auth/routes.ts', '@middy/core', 'aws-cdk-lib', 'node:fs', ...everywhere],
  },
  {
    folder: 'infra',
    legal: ['./stage.ts', '../functions/duties.ts', 'aws-cdk-lib', 'aws-cdk-lib/aws-lambda', 'constructs', 'cdk-nag', 'node:path'],
    illegal: [
      '../functions/env.ts',
      '../functions/auth/routes.ts',
      '../lib/core/ports.ts',
      '@aws-sdk/client-kms',
      '../local/cloud.ts',
      '../test/support/world.ts',
    ],
  },
  {
    folder: 'infra/constructs',
    legal: ['./alarm.ts', '../stage.ts', '../../functions/duties.ts', 'aws-cdk-lib'],
    illegal: ['../../functions/env.ts', '../../lib/core/ports.ts', '../../local/cloud.ts'],
  },
  {
    folder: 'web/src',
    legal: ['./main.tsx', '../../lib/core/api.ts', 'react', 'zod/mini'],
    illegal: [
      '../../lib/app/deps.ts',
      '../../lib/store/keys.ts',
      '../../lib/aws/queue.ts',
      '../../lib/providers/http.ts',
      '../../functions/duties.ts',
      'node:fs',
      '@aws-sdk/client-kms',
      'zod',
      ...everywhere.slice(0, 3),
    ],
  },
];
/** Single files with a rule of their own. */
const files: readonly (Omit<Rule, 'folder'> & { file: string })[] = [
  { file: 'lib/core/content-hash.ts', legal: ['./post.ts', 'node:crypto'], illegal: ['../app/deps.ts', 'node:fs', 'zod/mini'] },
  { file: 'lib/core/secret.ts', legal: ['./ports.ts', 'node:crypto'], illegal: ['../aws/kms.ts', 'node:fs'] },
  {
    file: 'lib/app/deps.ts',
    legal: ['../core/ports.ts', '../store/post-store.ts'],
    illegal: ['../store/keys.ts', '../store/dynamo.ts', '../aws/queue.ts', '@aws-sdk/client-kms'],
  },
  {
    file: 'lib/store/dynamo.ts',
    legal: ['../core/ports.ts', '@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb'],
    illegal: ['@aws-sdk/client-kms', '../aws/kms.ts', '../app/deps.ts'],
  },
];

const code = (specifier: string): string => `import { a } from '${specifier}';\n\nexport const b = a;\n`;
const slots = rules.flatMap(({ folder, legal, illegal }) =>
  [...legal, ...illegal].map((specifier, i) => ({
    folder,
    specifier,
    file: `${folder}/planted-violation-${i}.ts`,
    isLegal: i < legal.length,
  })),
);
const refusedFiles = (planted: Readonly<Record<string, string>>): Set<string> =>
  new Set(lintPlanted(planted).flatMap(({ file, rule }) => (rule === 'noRestrictedImports' ? [file] : [])));

describe('the import table', () => {
  const refused = refusedFiles(Object.fromEntries(slots.map(({ file, specifier }) => [file, code(specifier)])));

  it.each(slots.filter(({ isLegal }) => isLegal))('$folder may import $specifier', ({ file }) => {
    expect(refused).not.toContain(file);
  });

  it.each(slots.filter(({ isLegal }) => !isLegal))('$folder may not import $specifier', ({ file }) => {
    expect(refused).toContain(file);
  });

  it.each(files)('$file has a rule of its own', ({ file, legal, illegal }) => {
    for (const specifier of legal) expect(refusedFiles({ [file]: code(specifier) })).toEqual(new Set());
    for (const specifier of illegal) expect(refusedFiles({ [file]: code(specifier) })).toEqual(new Set([file]));
  });

  it.each([
    ['a type', "import type { A } from '../app/deps.ts';\n\nexport type B = A;\n"],
    ['a side effect', "import '../app/deps.ts';\n"],
    ['a dynamic import', "export const b = () => import('../app/deps.ts');\n"],
    ['a re-export', "export { a } from '../app/deps.ts';\n"],
  ])('holds for %s too', (_, planted) => {
    expect(refusedFiles({ 'lib/core/planted-violation.ts': planted })).toEqual(new Set(['lib/core/planted-violation.ts']));
  });

  it.each([
    ['lib/core', '../log.ts'],
    ['lib/providers', '../log.ts'],
    ['web/src', '../../lib/log.ts'],
    ['lib', './app/deps.ts'],
    ['lib', '../test/support/world.ts'],
    ['lib/core', './../app/deps.ts'],
    ['lib/app', '../core/../store/keys.ts'],
  ])('%s may not import %s', (folder, specifier) => {
    const file = `${folder}/planted-violation.ts`;

    expect(refusedFiles({ [file]: code(specifier) })).toEqual(new Set([file]));
  });
});

describe('the other rules of the house', () => {
  const fine = 'export const a = 1;\n';
  const long = `export function a(): number {\n${Array.from({ length: 45 }, (_, i) => `  const n${i} = ${i};`).join('\n')}\n  return n1;\n}\n`;
  const cases: [string, string, string][] = [
    ['noDefaultExport', 'lib/app/a.ts', 'export default 1;\n'],
    ['noProcessEnv', 'lib/app/a.ts', "export const a = process.env['X'];\n"],
    ['noProcessEnv', 'functions/auth/a.ts', "export const a = process.env['X'];\n"],
    ['noProcessEnv', 'infra/stage.ts', "export const a = process.env['X'];\n"],
    ['noConsole', 'lib/app/a.ts', "console.log('x');\n"],
    ['noExplicitAny', 'lib/app/a.ts', 'export const a = (b: any) => b;\n'],
    ['noExcessiveLinesPerFunction', 'lib/app/a.ts', long],
    ['useFilenamingConvention', 'lib/app/camelCase.ts', fine],
    ['noBarrelFile', 'lib/app/index.ts', "export { a } from './a.ts';\n"],
    ['noReExportAll', 'lib/app/b.ts', "export * from './a.ts';\n"],
    ['noRestrictedGlobals', 'lib/core/a.ts', "export const a = () => fetch('https://x.example');\n"],
    ['noRestrictedGlobals', 'lib/core/a.ts', 'export const a = process.pid;\n'],
  ];
  it.each(cases)('%s refuses it in %s', (rule, file, planted) => {
    expect(lintPlanted({ 'lib/app/other.ts': fine, [file]: planted })).toContainEqual({ file, rule });
  });

  it('noImportCycles refuses two files that import each other', () => {
    const found = lintPlanted({
      'lib/app/a.ts': "import { b } from './b.ts';\n\nexport const a = () => b;\n",
      'lib/app/b.ts': "import { a } from './a.ts';\n\nexport const b = () => a;\n",
    });

    expect(found).toContainEqual({ file: 'lib/app/a.ts', rule: 'noImportCycles' });
  });

  it('lets a plain file pass, and the few files that read the environment', () => {
    const reader = "export const a = process.env['X'];\n";

    expect(lintPlanted({ 'lib/app/a.ts': fine, 'functions/env.ts': reader, 'infra/app.ts': reader, 'vite.config.ts': fine })).toEqual([]);
  });
});

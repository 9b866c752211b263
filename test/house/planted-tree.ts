/** A small tree of its own, linted with our rules: the real tree is never touched. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';

export const root = resolve(import.meta.dirname, '../..');

const reportSchema = z.object({
  diagnostics: z.array(z.object({ category: z.string(), message: z.string(), location: z.object({ path: z.string() }) })),
});
export type Finding = { file: string; rule: string };

/** Lints these files (path → code) with the biome.json of this house. */
export function lintPlanted(files: Readonly<Record<string, string>>): Finding[] {
  const tree = mkdtempSync(join(tmpdir(), 'postora-house-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(tree, 'biome.json'));
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), code);
    }
    const biome = join(root, 'node_modules/.bin/biome');
    const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], { cwd: tree, encoding: 'utf8' });
    const { diagnostics } = reportSchema.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))));
    return diagnostics.map(({ category, location }) => ({ file: location.path, rule: category.split('/').at(-1) ?? '' }));
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** Every state of everything that is stored is named with what ends it, so that a new one cannot be forgotten. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionSchema } from '../../lib/core/connection.ts';
import { deletionSchema } from '../../lib/core/deletion.ts';
import { exportSchema } from '../../lib/core/export.ts';
import { mediaSchema } from '../../lib/core/media.ts';
import { holdReasons, publicationSchema } from '../../lib/core/publication.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8');
const section = text.split('## What ends each state')[1]?.split('\n## ')[0] ?? '';
const rows = section.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const said = (of: string): string[] =>
  rows
    .filter((cells) => cells[1] === of && (cells[3] ?? '') !== '')
    .flatMap((cells) => [...(cells[2] ?? '').matchAll(/`(\w+)`/g)].map(([, state = '']) => state))
    .sort();

const kinds = {
  connection: connectionSchema.shape.state.def.entries,
  publication: publicationSchema.shape.state.def.entries,
  deletion: deletionSchema.shape.state.def.entries,
  export: exportSchema.shape.state.def.entries,
  media: mediaSchema.shape.state.def.entries,
} as const;

describe('docs/architecture.md', () => {
  it.each(Object.entries(kinds))('names for every state of a %s what ends it', (of, states) => {
    expect(said(of)).toEqual(Object.values(states).sort());
  });

  it('names for every reason to hold a publication what ends that', () => {
    const held = rows.find((cells) => cells[1] === 'publication' && cells[2] === '`held`')?.[3] ?? '';

    expect(holdReasons.filter((reason) => !held.includes(`\`${reason}\``))).toEqual([]);
  });
});

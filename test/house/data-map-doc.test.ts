import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataMapDoc, dataMapPath } from './data-map-doc.ts';
import { root } from './planted-tree.ts';

it('T9.6 docs/data-map.md is what the data map says (npm run docs)', () => {
  expect(readFileSync(join(root, dataMapPath), 'utf8')).toBe(dataMapDoc());
});

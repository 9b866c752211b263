/** The README lists the faults as the table does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callNames, faultTable } from '../../../../local/threads/faults/table.ts';

const readme = readFileSync(new URL('../../../../local/threads/README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');

describe('faultTable', () => {
  it.each(Object.entries(faultTable))('has %s in the README, in the same words', (name, { calls, what }) => {
    const where = calls.length === callNames.length ? 'any' : calls.join(', ');

    expect(readme).toContain(`| \`${name}\` | ${where} | ${what} |`);
  });
});

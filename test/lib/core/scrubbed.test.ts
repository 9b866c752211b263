import { describe, expect, it } from 'vitest';
import { holdsPlatformData } from '../../../lib/core/publication.ts';
import { scrubbed } from '../../../lib/core/publication-moves.ts';
import { aPublication, startAt } from '../../support/builders.ts';

describe(scrubbed, () => {
  it('T5.4 leaves nothing that the platform had said, of a second copy and of earlier preparations neither', () => {
    const at = startAt.toISOString();
    const p = aPublication({
      state: 'published',
      remoteId: 'r1',
      permalink: 'https://threads.example/r1',
      memo: { container: 'c2' },
      earlier: [{ memo: { container: 'c1' }, since: at, hash: 'f'.repeat(64) }],
      twin: { part: 0, remoteId: 'r2', permalink: 'https://threads.example/r2' },
    });

    const left = scrubbed(p, startAt);

    expect(JSON.stringify(left)).not.toMatch(/r1|r2|c1|c2/);
    expect([holdsPlatformData(p), holdsPlatformData(left)]).toEqual([true, false]);
  });
});

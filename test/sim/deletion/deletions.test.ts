/** T9.4 in a size for every day; `npm run sim -- --deletions` runs as many as are wanted. */
import { describe, expect, it } from 'vitest';
import { readCommand } from '../command.ts';
import { deletionSummary, runDeletions } from './run-deletions.ts';

Error.stackTraceLimit = 0;

describe('people who delete everything while their posts are on their way', () => {
  it('T9.4 T9.5 I4 are never acted for afterwards, and leave nothing behind, in 1,000 schedules with three publishers and two erasers', async () => {
    const tally = await runDeletions({ seed: 1, from: 1, to: 1_000, without: [] });

    expect(tally.first).toBeUndefined();
    expect(deletionSummary(tally)).toBe('schedules 1000 deletions 1000 left behind 0 other findings 0 I4 violations 0');
  });
});

describe('readCommand', () => {
  it('knows --deletions', () => {
    expect(readCommand(['--deletions', '--schedules', '5', '--seed', '2'])).toEqual({
      kind: 'deletions',
      seed: 2,
      from: 1,
      to: 5,
      without: [],
    });
  });
});

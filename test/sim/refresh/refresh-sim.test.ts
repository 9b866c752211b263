/** T2.9 in a size for every day; `npm run refresh-sim` runs all of it. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { liveThrough } from './account.ts';
import { readCommand } from './command.ts';
import { runRaces } from './races.ts';
import { brokenPromises, runAccounts } from './run-accounts.ts';
import { dayMs } from './weather.ts';

Error.stackTraceLimit = 0;
const startMs = Date.parse('2026-11-23T09:00:00Z');

describe('connections over years', () => {
  it('T2.9 none of 500 accounts expires in 400 days of outages, and whose ends are wanted is told once per threshold', async () => {
    const tally = await runAccounts({ accounts: 500, days: 400, seed: 1 });

    expect([...tally.broken]).toEqual([]);
    expect(tally).toMatchObject({ accounts: 500, avoidable: 0, lostOnTheLine: 0 });
    expect(tally.wanted).toBeGreaterThan(10);
    expect(tally.mails).toBeGreaterThan(3 * tally.wanted);
    expect(tally.refreshes).toBeGreaterThan(500 * 20);
    expect(brokenPromises(tally)).toBe(0);
  });

  it('counts an expiry when the platform is away for longer than a token lives, and its owner was told', async () => {
    const endMs = startMs + 115 * dayMs;
    const theirs = [{ from: startMs + 31 * dayMs, to: endMs + 30 * dayMs }];

    const life = await liveThrough({ startMs, endMs, random: seededRandom('away'), ours: [], theirs }, 'normal');

    expect(life).toMatchObject({ avoidable: 1, mails: 4, broken: [] });
  });

  it('says when an owner was not told in the last week, because we were away ourselves', async () => {
    const endMs = startMs + 150 * dayMs;
    const ours = [{ from: startMs + 31 * dayMs, to: startMs + 120 * dayMs }];

    const life = await liveThrough({ startMs, endMs, random: seededRandom('asleep'), ours, theirs: [] }, 'normal');

    expect(life.avoidable).toBe(1);
    expect(life.broken).toEqual(['not told in the last week']);
  });
});

describe('two refreshers and a new consent', () => {
  it('T2.9 never lose the newer token in 500 races', async () => {
    const { lost, first, takeovers } = await runRaces(500, 1);

    expect({ lost, first }).toEqual({ lost: 0, first: undefined });
    expect(takeovers).toBeGreaterThan(5);
  });
});

describe('readCommand', () => {
  it('reads what to run', () => {
    const plan = { accounts: 5, days: 30, seed: 3 };

    expect(readCommand(['--accounts', '5', '--days', '30', '--seed', '3', '--races', '7'])).toEqual({ kind: 'run', plan, races: 7 });
    expect(readCommand([])).toEqual({ kind: 'run', plan: { accounts: 10_000, days: 400, seed: 1 }, races: 10_000 });
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--accounts', 'many'], '--accounts must be a number'],
    [['--days', '0'], '--days must be at least 1'],
    [['--seed', '1.5'], '--seed must be a whole number'],
  ])('refuses %j', (args, why) => {
    expect(readCommand(args)).toEqual({ kind: 'wrong', why: expect.stringContaining(why) });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCommand } from './command.ts';
import { newSlot, portsOf } from './functions.ts';
import { type Plant, plants } from './plants.ts';
import { runMany, summary } from './run-many.ts';
import { runSchedule } from './run-schedule.ts';
import { openWorld, type WorldOptions } from './world.ts';

Error.stackTraceLimit = 0;

/** The first schedules in which something goes out, with enough port calls to be interesting and few enough to die at each of them. */
async function shortDays(count: number, options: WorldOptions): Promise<{ schedule: number; portCalls: number }[]> {
  const days: { schedule: number; portCalls: number }[] = [];
  for (let schedule = 1; schedule <= 300 && days.length < count; schedule += 1) {
    const { portCalls, posts } = await runSchedule(1, schedule, options);
    if (posts > 0 && portCalls > 100 && portCalls < 250) days.push({ schedule, portCalls });
  }
  return days;
}

describe('the publish path under faults', () => {
  it('T7.2 T7.4 publishes nothing twice, loses nothing and says nothing false in 300 schedules', async () => {
    const tally = await runMany({ seed: 1, from: 1, to: 300, without: [] });

    expect(summary(tally)).toBe('schedules 300 duplicates 0 lost 0 stuck 0 violations 0');
  });

  it.each(['before', 'after'] as const)('T7.1 survives a crash %s every single port call of two short days', async (side) => {
    const options = { isCalm: true };
    const days = await shortDays(2, options);
    const found: string[] = [];

    for (const { schedule, portCalls } of days) {
      for (let call = 1; call <= portCalls; call += 1) {
        const { duplicates, lost, stuck, violations } = await runSchedule(1, schedule, { ...options, crashAt: [{ call, side }] });
        found.push(...[...duplicates, ...lost, ...stuck, ...violations].map((what) => `${schedule} ${side} ${call}: ${what}`));
      }
    }

    expect(days).toHaveLength(2);
    expect(found).toEqual([]);
  });
});

describe('the ports of a schedule', () => {
  it('T8.3 refuse what the duty of their function does not grant, as IAM does', async () => {
    const world = openWorld('1/1', { isCalm: true });
    const ports = portsOf(world, newSlot(world, 'a function'), 'publisher');

    await expect(ports.sendMessage('erase', { kind: 'deletion', code: 'x' })).rejects.toThrow('not authorized to perform: sqs:SendMessage');
    await expect(ports.approvals.ofPost('usr_1', 'post_1')).rejects.toThrow(
      'not authorized to perform: dynamodb:Query on resource: main APPROVALS#',
    );
  });
});

describe('runSchedule', () => {
  it('replays a schedule step by step', async () => {
    const first = await runSchedule(4, 2, { isStoryWanted: true });
    const second = await runSchedule(4, 2, { isStoryWanted: true });
    const other = await runSchedule(4, 3, { isStoryWanted: true });

    expect(first.story.length).toBeGreaterThan(50);
    expect(second.story).toEqual(first.story);
    expect(second.traceHash).toBe(first.traceHash);
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  it('runs the same with and without the story', async () => {
    const told = await runSchedule(4, 5, { isStoryWanted: true });
    const untold = await runSchedule(4, 5);

    expect(untold).toEqual({ ...told, story: [], traceHash: untold.traceHash });
  });
});

describe('planted bugs', () => {
  it.each(Object.entries(plants))('T7.6 %s still fits the source', (_, edits: Plant) => {
    for (const { file, was, becomes } of edits) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

      expect(source.split(was)).toHaveLength(2);
      expect(becomes).not.toBe(was);
    }
  });
});

describe('readCommand', () => {
  it('reads what to run', () => {
    expect(readCommand(['--schedules', '5', '--seed', '3', '--without', 'same_text'])).toEqual({
      kind: 'run',
      seed: 3,
      from: 1,
      to: 5,
      isStoryWanted: false,
      isShrinkWanted: false,
      without: ['same_text'],
    });
    expect(readCommand(['--seed', '3', '--from', '11', '--schedules', '10'])).toMatchObject({ from: 11, to: 20 });
    expect(readCommand(['--plant', 'believes_code_10', '--seed', '3'])).toEqual({
      kind: 'plant',
      plant: 'believes_code_10',
      args: ['--seed', '3'],
    });
    expect(readCommand(['--planted', '--seed', '3'])).toEqual({ kind: 'planted', seed: 3, schedules: 10_000 });
    expect(readCommand(['--crash-all', '--seed', '3'])).toEqual({ kind: 'crash_all', seed: 3 });
    expect(readCommand(['--seed', '3', '--schedule', '9', '--story'])).toMatchObject({ from: 9, to: 9, isStoryWanted: true });
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--schedules', 'many'], '--schedules must be a number'],
    [['--schedules', '0'], '--schedules must be at least 1'],
    [['--seed', '1.5'], '--seed must be a whole number'],
    [['--story'], '--story needs --schedule'],
    [['--schedule', '3'], '--schedule needs --seed'],
    [['--without', 'rain'], '--without knows:'],
    [['--plant', 'a_tree'], '--plant knows:'],
  ])('refuses %j', (args, why) => {
    expect(readCommand(args)).toEqual({ kind: 'wrong', why: expect.stringContaining(why) });
  });
});

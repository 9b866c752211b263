/** The command line of the leak watch, and its planted leaks against the source of today. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCommand, usage } from './command.ts';
import { oneOfEachSink, plantNames } from './planted.ts';
import { type Plant, plants } from './plants.ts';

describe('planted leaks', () => {
  it.each(Object.entries(plants))('T9.2 %s still fits the source', (_, { edits }: Plant) => {
    for (const { file, was, becomes } of edits) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

      expect(source.split(was)).toHaveLength(2);
      expect(becomes).not.toBe(was);
    }
  });

  it('T9.2 are 25 at least, and one for each sink that has any is the brief form', () => {
    const sinksOf = (names: readonly (keyof typeof plants)[]) => new Set(names.map((name) => plants[name].sink));

    expect(plantNames.length).toBeGreaterThanOrEqual(25);
    expect(oneOfEachSink).toHaveLength(sinksOf(plantNames).size);
    expect(sinksOf(oneOfEachSink)).toEqual(sinksOf(plantNames));
  });
});

describe('readCommand', () => {
  it('runs everything without flags', () => {
    expect(readCommand([])).toEqual({ kind: 'search', parts: ['memory', 'artifacts', 'laptop'], planted: plantNames });
  });

  it.each([
    [['--brief'], { kind: 'search', parts: ['memory', 'artifacts', 'laptop'], planted: oneOfEachSink }],
    [['--planted'], { kind: 'search', parts: [], planted: plantNames }],
    [['--part', 'laptop'], { kind: 'search', parts: ['laptop'], planted: undefined }],
    [['--part', 'memory', '--until', 'mails'], { kind: 'search', parts: ['memory'], planted: undefined, until: 'mails' }],
    [['--plant', 'logs_the_mail'], { kind: 'plant', plant: 'logs_the_mail' }],
    [['--help', '--brief'], { kind: 'help' }],
  ])('reads %j', (args, command) => {
    expect(readCommand(args)).toEqual(command);
  });

  it.each([
    [['--plant', 'nothing'], 'nothing'],
    [['--part', 'cellar'], 'memory, artifacts, laptop'],
    [['--part', 'memory', '--until', 'dawn'], 'answers, operator answers, logs'],
    [['--part', 'laptop', '--until', 'logs'], '--part memory'],
    [['--colour'], '--colour'],
  ])('says what is wrong with %j', (args, words) => {
    expect(readCommand(args)).toEqual({ kind: 'wrong', why: expect.stringContaining(words) });
  });

  it('names every flag and every planted leak in its help', () => {
    for (const word of ['--part', '--until', '--planted', '--brief', '--plant ', ...plantNames]) expect(usage).toContain(word);
  });
});

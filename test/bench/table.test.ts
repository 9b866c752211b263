/** The table of the bench, its verdicts and its last line; and its command line. */
import { describe, expect, it } from 'vitest';
import { readCommand, usage } from '../../bench/command.ts';
import { lines } from '../../bench/lines.ts';
import type { Row } from '../../bench/row.ts';
import { summaryOf, tableOf } from '../../bench/table.ts';

const kept: Row = { name: 'sweep', value: 1, goal: 1, unit: '', limit: '1.00', detail: '69 and 69 units' };
const missed: Row = { name: 'idle', value: 4.54, goal: 4, unit: '$', why: 'alarms' };

describe('tableOf', () => {
  it('shows figure, limit, goal and verdict of each row, and what it is made of below', () => {
    expect(tableOf([kept, missed]).map((line) => line.split(/\s{2,}/))).toEqual([
      ['line', 'measured', 'limit', 'goal', 'peers (modelled)'],
      ['sweep', '1', '1.00', '≤ 1', '–', 'ok'],
      ['', '69 and 69 units'],
      ['idle', '$4.54', '–', '≤ $4', '–', 'misses: alarms'],
    ]);
  });

  it('says so when nobody has said why a row misses its goal', () => {
    const { why: _, ...unexplained } = missed;

    expect(tableOf([unexplained]).at(-1)).toMatch(/misses: nobody has said why yet$/);
  });
});

describe('summaryOf', () => {
  it('counts the rows and names those above their goals', () => {
    expect(summaryOf([kept, missed])).toBe('lines 2, within goal 1, above 1: idle');
    expect(summaryOf([kept])).toBe('lines 1, within goal 1, above 0');
  });

  it('takes a figure that is none for a miss', () => {
    expect(summaryOf([{ ...kept, value: Number.NaN }])).toBe('lines 1, within goal 0, above 1: sweep');
  });
});

describe('readCommand', () => {
  it('runs every line, or those that are named', () => {
    expect(readCommand([], lines)).toMatchObject({ kind: 'run', lines });
    expect(readCommand(['--only', 'price,sweep'], lines)).toMatchObject({ kind: 'run', lines: [{ name: 'sweep' }, { name: 'price' }] });
  });

  it.each([['--only', 'prices'], ['--only', ''], ['--fast'], ['more']])('refuses %s %s and says what it knows', (...args) => {
    expect(readCommand(args.flat(), lines)).toMatchObject({
      kind: 'wrong',
      why: expect.stringMatching(/--only knows: approve|--fast|more/),
    });
  });

  it('names every line in its help', () => {
    for (const { name, about } of lines) expect(usage(lines)).toContain(`${name.padEnd(10)} ${about}`);
  });
});

/** The report of rows says what was proved, and names what was not. */
import { describe, expect, it } from 'vitest';
import { rows } from '../rows.ts';
import { isComplete, linesOf, reportRows, summaryOf } from './rows-report.ts';

const two = { 'E11-01': 'one error', 'S14-02': 'one demand' };
const reportOf = (...tests: [name: string, status: string][]) => ({
  testResults: [{ assertionResults: tests.map(([fullName, status]) => ({ fullName, status })) }],
});

describe(reportRows, () => {
  it('is complete when every row has tests and all of them passed', () => {
    const report = reportRows(two, reportOf(['send E11-01 S14-02 waits', 'passed'], ['something else', 'failed']));

    expect(isComplete(report)).toBe(true);
    expect(summaryOf(report)).toBe('rows 2, with a test 2, without 0');
  });

  it('says plainly which row has no test', () => {
    const report = reportRows(two, reportOf(['E11-01 waits', 'passed']));

    expect(isComplete(report)).toBe(false);
    expect(report.rows.flatMap(linesOf)).toEqual([
      'E11-01  one error',
      '        passed  E11-01 waits',
      'S14-02  one demand: WITHOUT A TEST',
    ]);
    expect(summaryOf(report)).toBe('rows 2, with a test 1, without 1');
  });

  it.each(['failed', 'pending', 'skipped', 'todo'])('does not take a test that is %s for a proof', (status) => {
    const report = reportRows(two, reportOf(['E11-01 S14-02 waits', status]));

    expect(isComplete(report)).toBe(false);
    expect(summaryOf(report)).toBe('rows 2, with a test 2, without 0, failed 2');
  });

  it('finds an id that no row has', () => {
    const report = reportRows(two, reportOf(['E11-01 S14-02 E11-99 waits', 'passed']));

    expect(isComplete(report)).toBe(false);
    expect(summaryOf(report)).toBe('rows 2, with a test 2, without 0, unknown ids E11-99');
  });
});

describe('the rows', () => {
  it('are numbered without a gap', () => {
    for (const [letter, count] of [
      ['E11', 32],
      ['F12', 17],
      ['S14', 42],
    ] as const) {
      const numbers = Object.keys(rows)
        .filter((id) => id.startsWith(letter))
        .map((id) => Number(id.slice(4)));

      expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    }
  });
});

/** Which tests carry the id of a row, and whether they passed. Pure. */
import { linesOfTests, type ToldTest, testsById } from './test-report.ts';

type Row = { id: string; what: string; tests: ToldTest[] };
type RowsReport = {
  rows: Row[];
  /** Ids in test names that no row has. */
  strangers: string[];
};

const idPattern = /\b[EFS]\d\d-\d\d\b/g;

/** @throws {ZodError} for a file that is no report of vitest's. */
export function reportRows(rows: Readonly<Record<string, string>>, report: unknown): RowsReport {
  const named = testsById(report, idPattern);
  return {
    rows: Object.entries(rows).map(([id, what]) => ({ id, what, tests: named.get(id) ?? [] })),
    strangers: [...named.keys()].filter((id) => !Object.hasOwn(rows, id)).sort(),
  };
}

export const isProved = ({ tests }: Row): boolean => tests.length > 0 && tests.every(({ hasPassed }) => hasPassed);

export const isComplete = ({ rows, strangers }: RowsReport): boolean => rows.every(isProved) && strangers.length === 0;

/** The last line of `npm run rows`, and one line of `npm test`. */
export function summaryOf({ rows, strangers }: RowsReport): string {
  const without = rows.filter(({ tests }) => tests.length === 0).length;
  const failed = rows.filter(({ tests }) => tests.some(({ hasPassed }) => !hasPassed)).length;
  const more = [failed > 0 ? `, failed ${failed}` : '', strangers.length > 0 ? `, unknown ids ${strangers.join(' ')}` : ''];
  return `rows ${rows.length}, with a test ${rows.length - without}, without ${without}${more.join('')}`;
}

export const linesOf = ({ id, what, tests }: Row): string[] => [
  `${id}  ${what}${tests.length === 0 ? ': WITHOUT A TEST' : ''}`,
  ...linesOfTests(tests),
];

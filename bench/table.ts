/** The table, in words: one row a figure, what it is made of below it. */
import { figure, isWithin, type Row, verdict } from './row.ts';

type Cells = readonly [string, string, string, string, string, string];

const head: Cells = ['line', 'measured', 'limit', 'goal', 'peers (modelled)', ''];

const cellsOf = (row: Row): Cells => [
  row.name,
  figure(row.value, row.unit),
  row.limit ?? '–',
  `≤ ${figure(row.goal, row.unit)}`,
  row.peers ?? '–',
  verdict(row),
];

const lineOf = (cells: Cells, widths: readonly number[]): string =>
  cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join('  ')
    .trimEnd();

export function tableOf(rows: readonly Row[]): string[] {
  const all = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, i) => (i === head.length - 1 ? 0 : Math.max(...all.map((cells) => [...(cells[i] ?? '')].length))));
  return [
    lineOf(head, widths),
    ...rows.flatMap((row) => [lineOf(cellsOf(row), widths), ...(row.detail === undefined ? [] : [`    ${row.detail}`])]),
  ];
}

/** The last line: how many keep their goals, and which do not. */
export function summaryOf(rows: readonly Row[]): string {
  const above = rows.filter((row) => !isWithin(row)).map(({ name }) => name);
  const names = above.length === 0 ? '' : `: ${above.join('; ')}`;
  return `lines ${rows.length}, within goal ${rows.length - above.length}, above ${above.length}${names}`;
}

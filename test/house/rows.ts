/** `npm run rows`: every row of `test/rows.ts` with its tests, from the report that the last `npm test` left; ends with 1 unless all are proved. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rows } from '../rows.ts';
import { isComplete, isProved, linesOf, reportRows, summaryOf } from './rows-report.ts';
import { reportPath } from './test-report.ts';

const usage = `What is known of Threads, row by row, with the tests that prove it

  npm run rows -- [flags]

  --report FILE   a report of vitest's JSON reporter (${reportPath}, left by npm test)
  --brief         only the rows that are not proved, and the summary
  --help          this text
`;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function run(path: string, isBrief: boolean): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    process.stderr.write(`There is no report at ${path}. Run npm test first, or name another one with --report.\n`);
    return 1;
  }
  const report = reportRows(rows, JSON.parse(text));
  for (const row of report.rows) if (!isBrief || !isProved(row)) for (const line of linesOf(row)) print(line);
  print(summaryOf(report));
  return isComplete(report) ? 0 : 1;
}

const flags = {
  report: { type: 'string', default: reportPath },
  brief: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

try {
  const { values } = parseArgs({ options: flags });
  if (values.help) process.stdout.write(usage);
  else process.exitCode = await run(values.report, values.brief);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTry --help.\n`);
  process.exitCode = 1;
}

/** `npm run targets`: each target and each sentence of the privacy policy with its tests, from the report that the last `npm test` left. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { allSentences } from '../lib/core/policy.ts';
import { isSound, linesOf, reportTargets, summaryOf } from './house/targets-report.ts';
import { reportPath } from './house/test-report.ts';
import { targets } from './targets-data.ts';

const usage = `What Postora has set itself to prove, and what its privacy policy promises, each with the tests that prove it

  npm run targets -- [flags]

  --report FILE   a report of vitest's JSON reporter (${reportPath}, left by npm test)
  --brief         only what is failing or not built yet, and the summary
  --help          this text
`;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function run(path: string, isBrief: boolean): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    process.stderr.write(`There is no report at ${path}. Run npm test first, or name another one with --report.\n`);
    return 1;
  }
  const report = reportTargets(targets, allSentences, JSON.parse(text));
  const isShort = (result: string): boolean => isBrief && (result === 'built' || result === 'statement');
  for (const one of [...report.targets, ...report.sentences]) if (!isShort(one.result)) for (const line of linesOf(one)) print(line);
  for (const line of summaryOf(report)) print(line);
  return isSound(report) ? 0 : 1;
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

/** `npm run drill:restore`: what an older copy of the database could do after people were deleted. The last line is a figure. */
import { parseArgs } from 'node:util';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { isPassed, restoreDrill } from './restore-drill.ts';

const usage = `Deletes people, puts an older copy of the database back, and counts what it could still do.

  npm run drill:restore -- [--subjects N]     how many people (100)

The last line is "subjects 100, usable tokens 0, runnable jobs 0"; anything else ends with status 1.
`;

const out = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { subjects: { type: 'string', default: '100' }, help: { type: 'boolean', default: false } } });
  const subjects = Number(values.subjects);
  if (values.help) return out(usage);
  if (!Number.isInteger(subjects) || subjects < 1) throw new Error('--subjects must be a whole number of at least 1');
  await using closing = new AsyncDisposableStack();
  const dynamodb = await ensureDynamoDb({ say: out });
  closing.defer(dynamodb.close);
  const drill = await restoreDrill(dynamodb.endpoint, subjects, out);
  out(`${drill.waysIn} sessions, links and invites, ${drill.left} other items of people are left`);
  out(`subjects ${drill.subjects}, usable tokens ${drill.usableTokens}, runnable jobs ${drill.runnableJobs}`);
  if (!isPassed(drill)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The drill failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

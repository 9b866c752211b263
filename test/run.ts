/** `npm test`: everything CI runs, one step after the other, each with its time. Ends with the counts. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { ensureDynamoDb } from '../local/dynamodb.ts';
import { Stop } from '../local/stop.ts';
import { reportPath as report } from './house/test-report.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const out = (text: string): void => void process.stdout.write(text);

/** Runs one program with our output as its own. @returns its exit code. */
function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const failed: string[] = [];

async function step(name: string, program: string, ...args: string[]): Promise<void> {
  out(`\n== ${name}\n`);
  const startedAt = performance.now();
  const code = await run(program, args);
  out(`== ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  if (code !== 0) failed.push(name);
}

async function main(): Promise<void> {
  // One DynamoDB Local for all tests; each keeps to tables of its own.
  await using closing = new AsyncDisposableStack();
  const dynamodb = await ensureDynamoDb({ say: (line) => out(`${line}\n`) });
  closing.defer(dynamodb.close);
  process.env['DYNAMODB_ENDPOINT'] = dynamodb.endpoint;
  // Stays, so that `npm run rows` can read it; an old one must not speak for this run.
  await rm(report, { force: true });
  await mkdir(dirname(report), { recursive: true });
  await step('format, lint and import rules', 'biome', 'ci', '--error-on-warnings');
  await step('types', 'tsc', '-p', '.');
  await step('types of the console', 'tsc', '-p', 'web');
  await step('unused code', 'knip');
  await step('console', 'vite', 'build', 'web', '--logLevel', 'warn');
  await step('tests', 'vitest', 'run', '--reporter', 'default', '--reporter', 'json', '--outputFile', report);
  await step('rows', process.execPath, 'test/house/rows.ts', '--brief');
  await step('targets', process.execPath, 'test/targets.ts', '--brief');
  await step('simulator', process.execPath, 'test/sim/main.ts', '--schedules', '10000', '--seed', '1');
  await step('leaks', process.execPath, 'test/leaks/main.ts', '--brief');
  await step('templates', process.execPath, 'infra/synth.ts');
  const counts = reportSchema.safeParse(JSON.parse(await readFile(report, 'utf8').catch(() => '{}')));
  if (!counts.success) failed.push('tests (no report)');
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = counts.data ?? {};
  if (failed.length > 0) out(`\nfailed: ${failed.join(', ')}\n`);
  out(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`);
  if (failed.length > 0 || numPassedTests === 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

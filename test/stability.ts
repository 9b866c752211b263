/** `npm run stability`: the tests again and again at rare moments, with a busy process beside. Ends with `runs N failed N`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ensureDynamoDb } from '../local/dynamodb.ts';
import { Stop } from '../local/stop.ts';
import { type Moment, rareMoments } from './stability-moments.ts';

const usage = `Runs tests again and again, each time at another moment at which clocks are odd, with one busy process beside.

  npm run stability -- [flags]

  --rows N     runs of the tests of Threads' answers (50)
  --unit N     runs of all unit tests (5)
  --slow N     runs of the journeys and the browser tests (3)
  --idle       without the busy process
  --help       this text

Takes about an hour. Each run says how it ended; failed tests are named. Stop with Ctrl-C.
`;

const flags = {
  rows: { type: 'string', default: '50' },
  unit: { type: 'string', default: '5' },
  slow: { type: 'string', default: '3' },
  idle: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const out = (text: string): void => void process.stdout.write(`${text}\n`);
const running = new Set<ChildProcess>();
let isStopping = false;

type Wish = { rows: number; unit: number; slow: number; isIdle: boolean };

/** @throws {Stop} for an unknown flag or a count that is none. */
function readWish(args: readonly string[]): Wish | 'help' {
  const { values } = (() => {
    try {
      return parseArgs({ args: [...args], options: flags, strict: true });
    } catch (cause) {
      throw new Stop(`${cause instanceof Error ? cause.message.split('.')[0] : cause}. See npm run stability -- --help.`, { cause });
    }
  })();
  if (values.help) return 'help';
  const count = (name: 'rows' | 'unit' | 'slow'): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new Stop(`--${name} takes a whole number, not ${values[name]}.`);
  };
  return { rows: count('rows'), unit: count('unit'), slow: count('slow'), isIdle: values.idle };
}

/** A child of ours, ended with us. @returns its exit code, and its last words. */
function run(args: readonly string[], env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said = `${said}${part}`.slice(-4_000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, said });
    });
  });
}

const busyLoop = 'for (;;) { for (let i = 0; i < 1e9; i += 1); }';

function keepBusy(): () => void {
  const child = spawn(process.execPath, ['-e', busyLoop], { stdio: 'ignore' });
  running.add(child);
  return () => {
    running.delete(child);
    child.kill('SIGKILL');
  };
}

const reportSchema = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** What failed, by name. A run that executed no test has failed as well. */
function failuresIn(report: unknown): string[] {
  const told = reportSchema.safeParse(report);
  if (!told.success || told.data.numTotalTests === 0) return ['no test ran'];
  return told.data.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && status === 'failed' ? [`${name} could not be run`] : failed;
  });
}

const vitest = 'node_modules/vitest/vitest.mjs';
const kinds = {
  rows: ['--project', 'unit', 'test/lib/providers/threads/rows-'],
  unit: ['--project', 'unit'],
  slow: ['--project', 'system', 'test/journeys/', 'test/browser/'],
} as const;
type Kind = keyof typeof kinds;

async function runOnce(kind: Kind, { name, at }: Moment, label: string, dir: string): Promise<boolean> {
  const report = join(dir, 'report.json');
  await rm(report, { force: true });
  const startedAt = performance.now();
  const args = [vitest, 'run', ...kinds[kind], '--reporter', 'json', '--outputFile', report];
  const { code, said } = await run(args, { POSTORA_TESTS_AT: at.toISOString() });
  const failed = failuresIn(JSON.parse(await readFile(report, 'utf8').catch(() => '{}')));
  const isGood = code === 0 && failed.length === 0;
  if (isStopping) return false;
  out(`${label}  ${((performance.now() - startedAt) / 1000).toFixed(0)} s  ${isGood ? 'ok' : 'FAILED'}  ${name} (${at.toISOString()})`);
  for (const one of failed) out(`    ${one}`);
  if (!isGood && failed[0] === 'no test ran') out(said);
  return isGood;
}

async function runAll(wish: Wish): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const dynamodb = await ensureDynamoDb({ say: out });
  closing.defer(dynamodb.close);
  process.env['DYNAMODB_ENDPOINT'] = dynamodb.endpoint;
  const dir = await mkdtemp(join(tmpdir(), 'postora-stability-'));
  closing.defer(() => rm(dir, { recursive: true, force: true }));
  // What the journeys show in a browser.
  const built = await run(['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], {});
  if (built.code !== 0) throw new Stop(`The console could not be built.\n${built.said}`);
  if (!wish.isIdle) closing.defer(keepBusy());
  const moments = rareMoments(new Date());
  const [first] = moments;
  if (!first) throw new Stop('There is no moment to try.');
  let [runs, failed] = [0, 0];
  for (const kind of ['rows', 'unit', 'slow'] as const) {
    for (let i = 0; i < wish[kind] && !isStopping; i += 1) {
      const isGood = await runOnce(kind, moments[runs % moments.length] ?? first, `${kind} ${i + 1}/${wish[kind]}`, dir);
      if (isStopping) break;
      runs += 1;
      if (!isGood) failed += 1;
    }
  }
  out(`runs ${runs} failed ${failed}`);
  if (failed > 0 || runs === 0) process.exitCode = 1;
}

/** The run that is under way ends with its child; everything else is then closed in order. */
function stop(): void {
  isStopping = true;
  process.exitCode = 130;
  for (const child of running) child.kill('SIGTERM');
}

try {
  const wish = readWish(process.argv.slice(2));
  if (wish === 'help') process.stdout.write(usage);
  else {
    process.on('SIGINT', stop).on('SIGTERM', stop);
    await runAll(wish);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

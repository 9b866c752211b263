/** `npm run sim`: the last line says how many schedules ran and how many promises were broken; anything but zero ends with status 1. */
import { type Command, type Run, readCommand, usage } from './command.ts';
import { crashAll } from './crash-all.ts';
import { deletionSummary, isCleanOfAll, runDeletions } from './deletion/run-deletions.ts';
import { findPlanted, runPlanted } from './planted.ts';
import { isClean, runOnAllCores, summary, type Tally } from './run-many.ts';
import { type Result, runSchedule } from './run-schedule.ts';
import { shrink } from './shrink.ts';
import type { Hazard } from './weather.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const isScreen = process.stderr.isTTY;

/** Once a second, to whoever sits before the screen. */
function progress(of: number): (tally: Tally) => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return (tally) => {
    const now = performance.now();
    if (!isScreen || now - toldAt < 1000) return;
    toldAt = now;
    process.stderr.write(`\r${summary(tally)} of ${of}, ${Math.round((tally.schedules / (now - startedAt)) * 1000)} per second `);
  };
}

function tell({ story, duplicates, lost, stuck, violations }: Result, seed: number, schedule: number, without: readonly Hazard[]): void {
  for (const line of story) print(line);
  for (const finding of [...duplicates, ...lost, ...stuck, ...violations]) print(`found: ${finding}`);
  const extra = without.length > 0 ? ` --without ${without.join(',')}` : '';
  print(`replay: npm run sim -- --seed ${seed} --schedule ${schedule} --story${extra}`);
}

async function tellFailure({ seed, without, isShrinkWanted }: Run, schedule: number): Promise<void> {
  const found = isShrinkWanted ? await shrink({ seed, schedule, without }) : { schedule, without };
  tell(await runSchedule(seed, found.schedule, { without: found.without, isStoryWanted: true }), seed, found.schedule, found.without);
  if (!isShrinkWanted) print('A shorter story with fewer hazards: the same command with --shrink.');
}

async function run(command: Run): Promise<number> {
  const { seed, from, to, without, isStoryWanted } = command;
  // Traces of expected errors cost more than everything else.
  Error.stackTraceLimit = isStoryWanted ? 10 : 0;
  print(`seed ${seed}`);
  const startedAt = performance.now();
  const tally = await runOnAllCores({ seed, from, to, without, isCalm: false, onProgress: progress(to - from + 1) });
  const seconds = (performance.now() - startedAt) / 1000;
  if (isScreen) process.stderr.write('\r\u001b[K');
  if (tally.firstFailure !== undefined || isStoryWanted) await tellFailure(command, tally.firstFailure ?? from);
  print(`${Math.round(tally.schedules / seconds)} schedules per second`);
  print(summary(tally));
  return isClean(tally) ? 0 : 1;
}

async function deletions(command: Extract<Command, { kind: 'deletions' }>): Promise<number> {
  Error.stackTraceLimit = 0;
  print(`seed ${command.seed}`);
  const tally = await runDeletions(command);
  if (tally.first !== undefined) print(tally.first);
  print(deletionSummary(tally));
  return isCleanOfAll(tally) ? 0 : 1;
}

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'wrong':
      process.stderr.write(`${command.why}\nTry --help.\n`);
      return 1;
    case 'plant':
      return runPlanted(command.plant, command.args);
    case 'planted':
      return findPlanted(command, print);
    case 'crash_all':
      return crashAll(command.seed, print);
    case 'deletions':
      return deletions(command);
    case 'run':
      return run(command);
  }
}

const code = await perform(readCommand(process.argv.slice(2)));
// Timers of invocations that died hold the process up otherwise; what was said reaches a pipe first.
process.stdout.write('', () => process.exit(code));

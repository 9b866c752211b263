/** `npm run sim`: the last line says how many schedules ran and how many promises were broken; anything but zero ends with status 1. */
import { type Command, readCommand, usage } from './command.ts';
import { plants } from './plants.ts';
import { isClean, runMany, summary, type Tally } from './run-many.ts';
import { runSchedule } from './run-schedule.ts';
import type { WorldOptions } from './world.ts';

type Run = Extract<Command, { kind: 'run' }>;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Once a second, to whoever sits before the screen. */
function progress(of: number): (tally: Tally) => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return (tally) => {
    const now = performance.now();
    if (!process.stderr.isTTY || now - toldAt < 1000) return;
    toldAt = now;
    process.stderr.write(`\r${summary(tally)} of ${of}, ${Math.round((tally.schedules / (now - startedAt)) * 1000)} per second `);
  };
}

async function tellFailure({ seed, without, plant }: Run, options: WorldOptions, schedule: number): Promise<void> {
  const { story, duplicates, lost, violations } = await runSchedule(seed, schedule, { ...options, isStoryWanted: true });
  for (const line of story) print(line);
  for (const finding of [...duplicates, ...lost, ...violations]) print(`found: ${finding}`);
  const extra = `${without.length > 0 ? ` --without ${without.join(',')}` : ''}${plant ? ` --plant ${plant}` : ''}`;
  print(`replay: npm run sim -- --seed ${seed} --schedule ${schedule} --story${extra}`);
}

async function run(command: Run): Promise<number> {
  const { seed, from, to, without, plant, isStoryWanted } = command;
  // Traces of expected errors cost more than everything else.
  Error.stackTraceLimit = isStoryWanted ? 10 : 0;
  print(`seed ${seed}`);
  const options: WorldOptions = { without, plant: plant ? plants[plant] : {} };
  const startedAt = performance.now();
  const tally = await runMany({ ...options, seed, from, to, onProgress: progress(to - from + 1) });
  const seconds = (performance.now() - startedAt) / 1000;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (tally.firstFailure !== undefined || isStoryWanted) await tellFailure(command, options, tally.firstFailure ?? from);
  print(`${Math.round(tally.schedules / seconds)} schedules per second`);
  print(summary(tally));
  return isClean(tally) ? 0 : 1;
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
if (command.kind === 'wrong') process.stderr.write(`${command.why}\nTry --help.\n`);
const code = command.kind === 'run' ? await run(command) : command.kind === 'wrong' ? 1 : 0;
// Timers of invocations that died hold the process up otherwise; what was said reaches a pipe first.
process.stdout.write('', () => process.exit(code));

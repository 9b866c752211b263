/** `npm run refresh-sim`: the last line is the figure; an avoidable expiry or a broken promise ends with status 1. */
import { readCommand, usage } from './command.ts';
import { runRaces } from './races.ts';
import { isClean, type Plan, runAccounts, summary } from './run-accounts.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function run(plan: Plan, races: number): Promise<void> {
  // Traces of expected errors cost more than everything else.
  Error.stackTraceLimit = 0;
  const startedAt = performance.now();
  const { takeovers, lost, first } = await runRaces(races, plan.seed);
  if (first !== undefined) print(first);
  print(`races ${races} with two refreshes ${takeovers} newer token lost ${lost}`);
  const tally = await runAccounts(plan, ({ accounts }) => {
    if (process.stderr.isTTY && accounts % 100 === 0) process.stderr.write(`\r${accounts} of ${plan.accounts} accounts `);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  for (const [what, count] of tally.broken) print(`broken: ${what}, ${count} times`);
  print(`seed ${plan.seed}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  print(summary(tally));
  if (!isClean(tally) || lost > 0) process.exitCode = 1;
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
if (command.kind === 'wrong') {
  process.stderr.write(`${command.why}\nTry --help.\n`);
  process.exitCode = 1;
}
if (command.kind === 'run') await run(command.plan, command.races);

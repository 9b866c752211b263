/** `npm run hostile-mail`: the last line says what was found; anything but zero ends with status 1. */
import { readCommand } from '../hostile/command.ts';
import { type FloodTally, runFlood } from './run-flood.ts';
import { type MailTally, runMails } from './run-mails.ts';

const usage = `Hostile mails to the help address against the real functions, and ten times as many within one hour

  npm run hostile-mail -- [flags]

  --count N    how many hostile mails (10000)
  --seed S     whole number; the same seed gives the same mails (1)
  --help       this text
`;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
/** So many findings are told one by one. */
const told = 20;
const maxMs = 1000;
const maxBytes = 64 * 1024 * 1024;

function tell({ ends, crashes, deletions, strays, slowestMs, mostBytes }: MailTally): boolean {
  for (const [end, count] of [...ends].sort(([, a], [, b]) => b - a)) print(`  ${String(count).padStart(6)}  ${end}`);
  for (const finding of [...crashes, ...deletions, ...strays].slice(0, told)) print(`found: ${finding}`);
  print(`slowest ${slowestMs.toFixed(1)} ms (limit ${maxMs}), most memory for one ${(mostBytes / 1024 / 1024).toFixed(1)} MB (limit 64)`);
  return crashes.length + deletions.length + strays.length === 0 && slowestMs <= maxMs && mostBytes <= maxBytes;
}

const isCalm = ({ answers, mostPerPerson, alarms }: FloodTally): boolean => answers <= 20 && mostPerPerson <= 1 && alarms === 1;

async function run(count: number, seed: number): Promise<number> {
  const tally = await runMails({ count, seed });
  const isFine = tell(tally);
  const flood = await runFlood({ count: count * 10 });
  print(`flood ${flood.mails} mails in an hour: answers ${flood.answers}, per person ${flood.mostPerPerson}, alarms ${flood.alarms}`);
  const { crashes, deletions, strays } = tally;
  print(`mails ${tally.mails} crashes ${crashes.length} deletions ${deletions.length} stray mails ${strays.length}`);
  return isFine && isCalm(flood) ? 0 : 1;
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
if (command.kind === 'wrong') process.stderr.write(`${command.why}\nTry --help.\n`);
process.exitCode = command.kind === 'run' ? await run(command.count, command.seed) : command.kind === 'wrong' ? 1 : 0;

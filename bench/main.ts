/** `npm run bench`: measures the budget line by line and prints one table. The last line says what keeps its goal. */
import { readCommand, usage } from './command.ts';
import { lines } from './lines.ts';
import { modelInWords } from './model.ts';
import type { Line, Row } from './row.ts';
import { summaryOf, tableOf } from './table.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(chosen: readonly Line[]): Promise<number> {
  const rows: Row[] = [];
  for (const line of chosen) {
    const startedAt = performance.now();
    rows.push(...(await line.measure()));
    process.stderr.write(`${line.name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  }
  print(modelInWords());
  for (const line of tableOf(rows)) print(line);
  print(summaryOf(rows));
  return 0;
}

async function perform(): Promise<number> {
  const command = readCommand(process.argv.slice(2), lines);
  if (command.kind === 'run') return run(command.lines);
  const [out, text] = command.kind === 'help' ? [process.stdout, usage(lines)] : [process.stderr, `${command.why}\nTry --help.\n`];
  out.write(text);
  return command.kind === 'help' ? 0 : 1;
}

// Traces of expected errors cost more than everything else.
Error.stackTraceLimit = 1;
process.exitCode = await perform();

/** `npm run operator`: what the operator asks of the running laptop cloud beside invites and the switch. */
import { parseArgs } from 'node:util';
import { operate, requireRunning } from './operate.ts';
import { Stop } from './stop.ts';

const usage = `Asks the operator function of the laptop cloud that runs.

  npm run operator -- erase someone@example.com   erases everything of whoever has this address; prints where to watch it
  npm run operator -- replay-ledger               after a restore: erases again whoever the ledger names

  --data DIR    its folder (.postora)
  --help        this text
`;

function commandOf([name, address, ...more]: readonly string[]): object {
  if (name === 'erase' && address !== undefined && more.length === 0) return { command: 'erase', address };
  if (name === 'replay-ledger' && address === undefined) return { command: 'replay_ledger' };
  throw new Stop('Say erase and an address, or replay-ledger: npm run operator -- erase someone@example.com');
}

async function run(): Promise<string> {
  const options = { data: { type: 'string', default: '.postora' }, help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return usage;
  const command = commandOf(positionals);
  return `${JSON.stringify(await operate(requireRunning(values.data), command))}\n`;
}

try {
  process.stdout.write(await run());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** `npm run invite -- <address>`: asks the running laptop cloud's operator function for a one-time invite link. */
import { parseArgs } from 'node:util';
import { inviteLink } from './invite-link.ts';
import { requireRunning } from './operate.ts';
import { Stop } from './stop.ts';

const usage = `Makes a one-time invite link for the laptop cloud that runs.

  npm run invite -- someone@example.com

  --data DIR    its folder (.postora)
  --help        this text
`;

async function run(): Promise<string> {
  const options = { data: { type: 'string', default: '.postora' }, help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return usage;
  const [address] = positionals;
  if (!address || positionals.length > 1) throw new Stop('Say who is invited: npm run invite -- someone@example.com');
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address)) throw new Stop(`${address} is not an e-mail address.`);
  return `${await inviteLink(requireRunning(values.data), address)}\n`;
}

try {
  process.stdout.write(await run());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

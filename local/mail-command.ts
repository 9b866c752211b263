/** `npm run mail -- <from> [words]`: writes to the help address of the running laptop cloud. */
import { parseArgs } from 'node:util';
import { pretendDomains } from './pretend-domains.ts';
import { readRunning } from './running.ts';
import { Stop } from './stop.ts';
import { laptopHelpAddress, writeMail } from './write-mail.ts';

const usage = `Writes a mail to ${laptopHelpAddress}, the help address of the laptop cloud that runs.

  npm run mail -- ada@friend.example "Please delete my account"

  Who is believed depends on the domain, as for real senders:
  @friend.example    signs its mail: proven
  @office.example    is known to send from this machine, but does not sign
  @spoofed.example   forbids that anybody sends in its name: forged
  any other          says nothing about who may send for it

  --data DIR    its folder (.postora)
  --help        this text
`;

async function run(): Promise<string> {
  const options = { data: { type: 'string', default: '.postora' }, help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return usage;
  const [from, text = 'Please delete my account.'] = positionals;
  if (!from || positionals.length > 2) throw new Stop('Say who writes: npm run mail -- ada@friend.example "Please delete my account"');
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(from)) throw new Stop(`${from} is not an e-mail address.`);
  const running = readRunning(values.data);
  if (!running) throw new Stop('No laptop cloud runs here: start one with npm start, then write again.');
  const domains = pretendDomains(values.data);
  await writeMail({ smtpPort: running.smtpPort, domains }, { from, subject: text.slice(0, 60), text });
  return `Written. What comes of it is in the mailbox: ${running.mailboxUrl}\n`;
}

try {
  process.stdout.write(await run());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

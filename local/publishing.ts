/** `npm run publishing`: the operator's switch of the running laptop cloud. */
import { parseArgs } from 'node:util';
import { operate, requireRunning } from './operate.ts';
import { Stop } from './stop.ts';

const usage = `Stops and resumes all publishing of the laptop cloud that runs.

  npm run publishing -- stop "Looking into something"   nothing is sent from now on; everybody signed in sees the reason
  npm run publishing -- resume                          goes on; what became more than an hour late asks its owner first
  npm run publishing -- status

  --data DIR    its folder (.postora)
  --help        this text
`;

const commands = {
  stop: (reason: string) => ({ command: 'stop_publishing', ...(reason === '' ? {} : { reason }) }),
  resume: () => ({ command: 'resume_publishing' }),
  status: () => ({ command: 'publishing_status' }),
} as const satisfies Record<string, (reason: string) => object>;
const isCommand = (name: string): name is keyof typeof commands => Object.hasOwn(commands, name);

async function run(): Promise<string> {
  const options = { data: { type: 'string', default: '.postora' }, help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name = '', ...words] = positionals;
  if (values.help) return usage;
  if (!isCommand(name)) throw new Stop('Say stop, resume or status: npm run publishing -- stop "Looking into something"');
  return `${JSON.stringify(await operate(requireRunning(values.data), commands[name](words.join(' '))))}\n`;
}

try {
  process.stdout.write(await run());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

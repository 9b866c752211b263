/** The command line of `npm start`. */
import { parseArgs } from 'node:util';
import { Stop } from './stop.ts';

export const usage = `Runs all of Postora on this machine, from its synthesized templates. No account, no network.

  npm start -- [flags]

  --port N       console at http://localhost:N (8400); the next six ports serve mailbox, Threads, API, AWS, SMTP and media
  --fresh        start empty: forget everything an earlier run stored
  --speed N      one clock for all, N times as fast (1)
  --verbose      show every line the functions log, not only warnings and errors
  --data DIR     folder for everything stored (.postora)
  --no-watch     do not follow changes of the sources
  --help         this text

Stop with Ctrl-C. Invite someone while it runs: npm run invite -- someone@example.com
Real Threads instead of the simulator: THREADS_APP_ID, THREADS_APP_SECRET and PUBLIC_URL (https) in .env.
`;

export type Command =
  | { kind: 'help' }
  | { kind: 'start'; port: number; isFresh: boolean; speed: number; isVerbose: boolean; dataDir: string; watches: boolean };

const flags = {
  port: { type: 'string', default: '8400' },
  fresh: { type: 'boolean', default: false },
  speed: { type: 'string', default: '1' },
  verbose: { type: 'boolean', default: false },
  data: { type: 'string', default: '.postora' },
  watch: { type: 'boolean', default: true },
  help: { type: 'boolean', default: false },
} as const;

/** @throws {Stop} for an unknown flag or a bad value. */
export function readCommand(args: readonly string[]): Command {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const [port, speed] = [Number(values.port), Number(values.speed)];
  if (!Number.isInteger(port) || port < 0 || port > 65_529) throw new Stop(`--port takes a number from 0 to 65529, not ${values.port}.`);
  if (!(speed >= 1 && speed <= 10_000)) throw new Stop(`--speed takes a number from 1 to 10000, not ${values.speed}.`);
  return { kind: 'start', port, speed, isFresh: values.fresh, isVerbose: values.verbose, dataDir: values.data, watches: values.watch };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowNegative: true }).values;
  } catch (cause) {
    throw new Stop(`${cause instanceof Error ? cause.message.split('.')[0] : cause}. See npm start -- --help.`, { cause });
  }
}

/** The console's port and the six after it; all chosen by the system for 0. */
export const portsFrom = (port: number) => {
  const at = (offset: number) => (port === 0 ? 0 : port + offset);
  return { console: at(0), mailbox: at(1), threads: at(2), api: at(3), gateway: at(4), smtp: at(5), media: at(6) };
};

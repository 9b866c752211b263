/** The command line of the refresh simulator. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Plan } from './run-accounts.ts';

export const usage = `Years of refreshing tokens on a virtual clock (target T2.9)

  npm run refresh-sim -- [flags]

  --accounts N   how many connected accounts (10000)
  --days D       how many days (400)
  --races N      how many races of two refreshers and a new consent (10000)
  --seed S       whole number; the same seed gives the same run (1)
  --help         this text
`;

const flags = {
  accounts: { type: 'string', default: '10000' },
  days: { type: 'string', default: '400' },
  races: { type: 'string', default: '10000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

export type Command = { kind: 'help' } | { kind: 'wrong'; why: string } | { kind: 'run'; plan: Plan; races: number };

const wholeNumber = (name: string, least: number) =>
  z.coerce.number(`${name} must be a number`).int(`${name} must be a whole number`).min(least, `${name} must be at least ${least}`);
const schema = z.object({
  accounts: wholeNumber('--accounts', 1),
  days: wholeNumber('--days', 1),
  races: wholeNumber('--races', 0),
  seed: wholeNumber('--seed', 0),
});

export function readCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true });
    if (values.help) return { kind: 'help' };
    const parsed = schema.safeParse(values);
    if (!parsed.success) return { kind: 'wrong', why: parsed.error.issues[0]?.message ?? 'a flag is wrong' };
    const { races, ...plan } = parsed.data;
    return { kind: 'run', plan, races };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

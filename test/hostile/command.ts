/** The command line of the hostile run. */
import { parseArgs } from 'node:util';
import * as z from 'zod';

export const usage = `Hostile uploads and media addresses against the real checks

  npm run hostile -- [flags]

  --count N    how many files, and how many addresses (10000)
  --seed S     whole number; the same seed gives the same files and addresses (1)
  --help       this text
`;

const flags = {
  count: { type: 'string', default: '10000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

const whole = (name: string, least: number) =>
  z.coerce.number(`${name} must be a number`).int(`${name} must be a whole number`).min(least, `${name} must be at least ${least}`);
const schema = z.object({ count: whole('--count', 1), seed: whole('--seed', 0) });

export type Command = { kind: 'help' } | { kind: 'wrong'; why: string } | { kind: 'run'; count: number; seed: number };

function read(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return { kind: 'help' };
  const parsed = schema.safeParse(values);
  return parsed.success ? { kind: 'run', ...parsed.data } : { kind: 'wrong', why: parsed.error.issues[0]?.message ?? 'a flag is wrong' };
}

export function readCommand(args: readonly string[]): Command {
  try {
    return read(args);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

/** The command line of the bench. */
import { parseArgs } from 'node:util';
import type { Line } from './row.ts';

const flags = { only: { type: 'string' }, help: { type: 'boolean', default: false } } as const;

export const usage = (
  lines: readonly Line[],
): string => `What Postora promises to keep fast, small and cheap: measured, and held against its goals

  npm run bench -- [flags]

  --only A,B   these lines alone
  --help       this text

Lines:
${lines.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

The last line counts the rows within and above their goals; a row above its goal says why. Only a failure to measure ends with status 1.
`;

export type Command = { kind: 'help' } | { kind: 'wrong'; why: string } | { kind: 'run'; lines: readonly Line[] };

export function readCommand(args: readonly string[], lines: readonly Line[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true });
    if (values.help) return { kind: 'help' };
    const names = values.only?.split(',').filter((name) => name !== '') ?? lines.map(({ name }) => name);
    const unknown = names.filter((name) => !lines.some((line) => line.name === name));
    if (unknown.length > 0 || names.length === 0)
      return { kind: 'wrong', why: `--only knows: ${lines.map(({ name }) => name).join(', ')}` };
    return { kind: 'run', lines: lines.filter(({ name }) => names.includes(name)) };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

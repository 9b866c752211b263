/** The command line of `npm run chaos`. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Stop } from '../stop.ts';

export const usage = `npm run chaos -- [flags]

A storm on a fresh laptop cloud with real processes: five people approve posts of all kinds for six accounts, while function
processes are killed, messages come twice or late, the media host goes away and the Threads simulator injects every fault of its table.
Then the storm ends, people mend what asks for them, and every public post is counted.

  --posts N     approved posts (200)
  --seed S      whole number: the same posts, kills and faults at the same moments (a random one, printed)
  --speed N     how much faster than real time (20)
  --minutes M   most real minutes for all of it (8)
  --help        this text

The last line is "200 approved, 200 settled, duplicates 0"; anything else, or a post that is shown otherwise than it is, ends with status 1.
`;

const number = (name: string, least: number, most: number) => {
  const error = `--${name} takes a number from ${least} to ${most}.`;
  return z.coerce.number({ error }).min(least, { error }).max(most, { error });
};
const whole = (name: string, least: number, most: number) =>
  number(name, least, most).refine(Number.isInteger, { error: `--${name} takes a whole number.` });

const schema = z.object({
  posts: whole('posts', 1, 1_000),
  seed: whole('seed', 0, 1_000_000_000).optional(),
  speed: number('speed', 1, 100),
  minutes: number('minutes', 1, 120),
});
export type Wish = { posts: number; seed: number; speed: number; minutes: number };

function parse(args: readonly string[]) {
  const options = {
    posts: { type: 'string', default: '200' },
    seed: { type: 'string' },
    speed: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw new Stop(`${cause instanceof Error ? cause.message.split('.')[0] : cause}. See npm run chaos -- --help.`, { cause });
  }
}

/** @throws {Stop} for an unknown flag or a bad value. */
export function readCommand(args: readonly string[]): 'help' | Wish {
  const values = parse(args);
  if (values.help) return 'help';
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new Stop(parsed.error.issues[0]?.message ?? 'A flag is wrong.');
  const { posts, seed = Math.floor(Math.random() * 1_000_000), speed, minutes } = parsed.data;
  return { posts, seed, speed, minutes };
}

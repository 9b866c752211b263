/** The command line of the simulator. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type PlantName, plants } from './plants.ts';
import { type Hazard, hazards } from './weather.ts';

const hazardNames = Object.keys(hazards).join(', ');
const plantNames = Object.keys(plants).join(', ');

export const usage = `The deterministic simulator of the publish path

  npm run sim -- [flags]

  --schedules N    how many schedules to run (1000)
  --seed S         whole number; the same seed gives the same schedules (a random one, printed)
  --schedule K     only the K-th schedule of this seed
  --story          tell every step of that schedule
  --without A,B    leave hazards out: ${hazardNames}
  --plant NAME     plant a bug, to see that it is found: ${plantNames}
  --help           this text
`;

const flags = {
  schedules: { type: 'string', default: '1000' },
  seed: { type: 'string' },
  schedule: { type: 'string' },
  story: { type: 'boolean', default: false },
  without: { type: 'string', default: '' },
  plant: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export type Command =
  | { kind: 'help' }
  | { kind: 'wrong'; why: string }
  | { kind: 'run'; seed: number; from: number; to: number; isStoryWanted: boolean; without: Hazard[]; plant: PlantName | undefined };

const wholeNumber = (name: string, least: number) =>
  z.coerce.number(`${name} must be a number`).int(`${name} must be a whole number`).min(least, `${name} must be at least ${least}`);
const isHazard = (name: string): name is Hazard => Object.hasOwn(hazards, name);
const isPlant = (name: string): name is PlantName => Object.hasOwn(plants, name);

const schema = z.object({
  schedules: wholeNumber('--schedules', 1),
  seed: wholeNumber('--seed', 0).optional(),
  schedule: wholeNumber('--schedule', 1).optional(),
  story: z.boolean(),
  without: z
    .string()
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.custom<Hazard>((name) => typeof name === 'string' && isHazard(name), `--without knows: ${hazardNames}`))),
  plant: z.custom<PlantName>((name) => typeof name === 'string' && isPlant(name), `--plant knows: ${plantNames}`).optional(),
});

function read(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return { kind: 'help' };
  const parsed = schema.safeParse(values);
  if (!parsed.success) return { kind: 'wrong', why: parsed.error.issues[0]?.message ?? 'a flag is wrong' };
  const { schedules, seed, schedule, story, without, plant } = parsed.data;
  if (story && schedule === undefined) return { kind: 'wrong', why: '--story needs --schedule' };
  if (schedule !== undefined && seed === undefined) return { kind: 'wrong', why: '--schedule needs --seed' };
  const range = schedule === undefined ? { from: 1, to: schedules } : { from: schedule, to: schedule };
  return { kind: 'run', seed: seed ?? Math.floor(Math.random() * 1_000_000), ...range, isStoryWanted: story, without, plant };
}

export function readCommand(args: readonly string[]): Command {
  try {
    return read(args);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

/** The command line of the simulator. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type PlantName, plants } from './plants.ts';
import { type Hazard, hazards } from './weather.ts';

const hazardNames = Object.keys(hazards).join(', ');
const plantNames = Object.keys(plants).join(', ');

export const usage = `The deterministic simulator of the publish path

  npm run sim -- [flags]

  --schedules N    how many schedules to run (1000), on all cores
  --seed S         whole number; the same seed gives the same schedules (a random one, printed)
  --from K         begin with the K-th schedule: a long run can be done in pieces
  --schedule K     only the K-th schedule of this seed
  --story          tell every step of that schedule
  --shrink         leave out hazards while it still fails, and tell the shortest story
  --without A,B    leave hazards out: ${hazardNames}
  --deletions      people who delete everything at some point of all that: nothing is asked of Threads afterwards, nothing is left
  --crash-all      die before and after every single port call, and at pairs of them
  --planted        plant each known bug in the source, and see that it is found
  --plant NAME     run with one of them: ${plantNames}
  --help           this text

The last line is a figure; anything but zero broken promises, or a plant that was not found, ends with status 1.
`;

const flags = {
  schedules: { type: 'string', default: '1000' },
  seed: { type: 'string' },
  from: { type: 'string', default: '1' },
  schedule: { type: 'string' },
  story: { type: 'boolean', default: false },
  shrink: { type: 'boolean', default: false },
  without: { type: 'string', default: '' },
  deletions: { type: 'boolean', default: false },
  'crash-all': { type: 'boolean', default: false },
  planted: { type: 'boolean', default: false },
  plant: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export type Run = {
  kind: 'run';
  seed: number;
  from: number;
  to: number;
  isStoryWanted: boolean;
  isShrinkWanted: boolean;
  without: Hazard[];
};
export type Command =
  | { kind: 'help' }
  | { kind: 'wrong'; why: string }
  | Run
  /** The same arguments again, with the bug in the source. */
  | { kind: 'plant'; plant: PlantName; args: string[] }
  | { kind: 'planted'; seed: number; schedules: number }
  | { kind: 'crash_all'; seed: number }
  | ({ kind: 'deletions' } & Pick<Run, 'seed' | 'from' | 'to' | 'without'>);

const wholeNumber = (name: string, least: number) =>
  z.coerce.number(`${name} must be a number`).int(`${name} must be a whole number`).min(least, `${name} must be at least ${least}`);
const isHazard = (name: string): name is Hazard => Object.hasOwn(hazards, name);
const isPlant = (name: string): name is PlantName => Object.hasOwn(plants, name);

const schema = z.object({
  schedules: wholeNumber('--schedules', 1),
  seed: wholeNumber('--seed', 0).optional(),
  from: wholeNumber('--from', 1),
  schedule: wholeNumber('--schedule', 1).optional(),
  story: z.boolean(),
  shrink: z.boolean(),
  deletions: z.boolean(),
  'crash-all': z.boolean(),
  planted: z.boolean(),
  without: z
    .string()
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.custom<Hazard>((name) => typeof name === 'string' && isHazard(name), `--without knows: ${hazardNames}`))),
  plant: z.custom<PlantName>((name) => typeof name === 'string' && isPlant(name), `--plant knows: ${plantNames}`).optional(),
});

/** Everything but `--plant NAME`. */
function withoutPlant(args: readonly string[]): string[] {
  const at = args.findIndex((arg) => arg === '--plant' || arg.startsWith('--plant='));
  return args.filter((_, i) => i !== at && !(args[at] === '--plant' && i === at + 1));
}

function read(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return { kind: 'help' };
  const parsed = schema.safeParse(values);
  if (!parsed.success) return { kind: 'wrong', why: parsed.error.issues[0]?.message ?? 'a flag is wrong' };
  const { schedules, from, schedule, story, shrink, without, plant, planted, seed = Math.floor(Math.random() * 1_000_000) } = parsed.data;
  if (story && schedule === undefined) return { kind: 'wrong', why: '--story needs --schedule' };
  if (schedule !== undefined && parsed.data.seed === undefined) return { kind: 'wrong', why: '--schedule needs --seed' };
  if (plant !== undefined) return { kind: 'plant', plant, args: withoutPlant(args) };
  if (planted) return { kind: 'planted', seed, schedules: Math.max(schedules, 10_000) };
  if (parsed.data['crash-all']) return { kind: 'crash_all', seed };
  const range = schedule === undefined ? { from, to: from + schedules - 1 } : { from: schedule, to: schedule };
  if (parsed.data.deletions) return { kind: 'deletions', seed, ...range, without };
  return { kind: 'run', seed, ...range, isStoryWanted: story, isShrinkWanted: shrink, without };
}

export function readCommand(args: readonly string[]): Command {
  try {
    return read(args);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

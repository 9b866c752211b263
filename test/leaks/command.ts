/** The command line of the leak watch. */
import { parseArgs } from 'node:util';
import { oneOfEachSink, plantNames } from './planted.ts';
import { type PlantName, plants } from './plants.ts';
import { type Part, parts, type SinkName, sinksOf } from './sinks.ts';

export const usage = `Canary secrets through every journey, every place searched where one could come out

  npm run leaks -- [flags]

  --part NAME    only one part: memory (handlers over pretend ports), artifacts (templates, bundles, console), laptop
  --until SINK   with --part memory: enough is seen as soon as something comes out there
  --planted      only the planted leaks: each must be found where it comes out
  --brief        all parts, but of the planted leaks one for each sink, as npm test does
  --plant NAME   plant one leak in the source and tell what is found: ${plantNames.join(', ')}
  --help         this text

Without flags: all parts, then the planted leaks. The last line is a figure; any hit, any sink or secret that was never
met, and any planted leak that was not found end with status 1.
`;

const flags = {
  part: { type: 'string' },
  until: { type: 'string' },
  planted: { type: 'boolean', default: false },
  brief: { type: 'boolean', default: false },
  plant: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export type Command =
  | { kind: 'help' }
  | { kind: 'wrong'; why: string }
  | { kind: 'search'; parts: readonly Part[]; planted: readonly PlantName[] | undefined; until?: SinkName }
  | { kind: 'plant'; plant: PlantName };

const isPlant = (name: string): name is PlantName => Object.hasOwn(plants, name);

function read(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  const { part, until, plant, planted, brief } = values;
  const all = brief ? oneOfEachSink : plantNames;
  if (values.help) return { kind: 'help' };
  if (plant !== undefined) return isPlant(plant) ? { kind: 'plant', plant } : { kind: 'wrong', why: `There is no plant ${plant}.` };
  if (planted) return { kind: 'search', parts: [], planted: all };
  if (part === undefined) return { kind: 'search', parts, planted: all };
  const known = parts.find((name) => name === part);
  if (!known) return { kind: 'wrong', why: `--part knows: ${parts.join(', ')}.` };
  if (until === undefined) return { kind: 'search', parts: [known], planted: undefined };
  const sink = sinksOf('memory').find((name) => name === until);
  if (!sink || known !== 'memory')
    return { kind: 'wrong', why: `--until is for --part memory and knows: ${sinksOf('memory').join(', ')}.` };
  return { kind: 'search', parts: [known], planted: undefined, until: sink };
}

export function readCommand(args: readonly string[]): Command {
  try {
    return read(args);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', why: error.message };
    throw error;
  }
}

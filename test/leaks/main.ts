/** `npm run leaks`: the last line says what was searched and found; anything but no hit and every plant caught ends with status 1. */
import { searchArtifacts } from './artifacts.ts';
import { readCommand, usage } from './command.ts';
import { searchLaptop } from './laptop.ts';
import { searchMemory } from './memory.ts';
import { findPlanted, runPlanted } from './planted.ts';
import type { PlantName } from './plants.ts';
import type { Hit, Verdict } from './record.ts';
import { type Part, type SinkName, sinksOf } from './sinks.ts';

type Say = (step: string) => void;
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const search = { memory: searchMemory, artifacts: searchArtifacts, laptop: searchLaptop } satisfies Record<
  Part,
  (say: Say, until?: SinkName) => Promise<Verdict>
>;

/** So many findings of one kind are told; the rest is more of the same. */
const told = 3;

const tellHit = ({ sink, place, secret, how, before }: Hit): void =>
  void print(
    `hit: ${sink} at ${place}: ${secret}${how.length > 0 ? ` (${how.join(', ')})` : ''} after ${JSON.stringify(before.slice(-30))}`,
  );

function tell(part: Part, { hits, gaps, traces, secrets }: Verdict): void {
  for (const [i, hit] of hits.entries()) {
    const same = hits.slice(0, i).filter(({ sink, secret }) => sink === hit.sink && secret === hit.secret);
    if (same.length < told) tellHit(hit);
  }
  for (const gap of gaps) print(`gap: ${gap}`);
  print(`${part}: ${traces} texts of ${sinksOf(part).length} sinks searched for ${secrets} secrets, ${hits.length} hits`);
}

async function run(parts: readonly Part[], planted: readonly PlantName[] | undefined, until?: SinkName): Promise<number> {
  // Traces of expected errors cost more than everything else.
  Error.stackTraceLimit = 3;
  const startedAt = performance.now();
  const say = (part: string) => (step: string) =>
    void print(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${part.padEnd(9)}  ${step}`);
  let [hits, gaps, searched] = [0, 0, 0];
  for (const part of parts) {
    const verdict = await search[part](say(part), until);
    tell(part, verdict);
    hits += verdict.hits.length;
    gaps += verdict.gaps.length;
    searched += sinksOf(part).length;
  }
  const caught = planted === undefined ? 0 : await findPlanted(planted, say('planted'));
  print(`sinks ${searched} hits ${hits}${planted === undefined ? '' : `, planted ${planted.length} caught ${caught}`}`);
  return hits + gaps === 0 && caught === (planted ?? []).length ? 0 : 1;
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
if (command.kind === 'wrong') process.stderr.write(`${command.why} Try --help.\n`);
if (command.kind === 'plant') process.exitCode = await runPlanted(command.plant);
if (command.kind === 'search') process.exitCode = await run(command.parts, command.planted, command.until);
if (command.kind === 'wrong') process.exitCode = 1;
// Timers of invocations that hang hold the process up otherwise; what was said reaches a pipe first.
process.stdout.write('', () => process.exit(process.exitCode));

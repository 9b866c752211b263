/** Runs the search with leaks in the source: one process each, because modules are loaded once. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Plant, type PlantName, plants } from './plants.ts';
import { type Part, sinks } from './sinks.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const isName = (name: string): name is PlantName => Object.hasOwn(plants, name);
export const plantNames: readonly PlantName[] = Object.keys(plants).filter(isName);
const plantOf = (name: PlantName): Plant => plants[name];
/** The first leak of each sink: what `npm test` has time for. */
export const oneOfEachSink: readonly PlantName[] = plantNames.filter(
  (name, i) => plantNames.findIndex((other) => plantOf(other).sink === plantOf(name).sink) === i,
);
const partOf = (name: PlantName): Part => sinks[plantOf(name).sink].part;

type Run = { code: number; said: string };

function run(name: PlantName, onText: (text: string) => void): Promise<Run> {
  const hook = `${new URL('./plant.ts', import.meta.url).href}?${name}`;
  const until = partOf(name) === 'memory' ? ['--until', plantOf(name).sink] : [];
  const args = ['--import', hook, main, '--part', partOf(name), ...until];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.withResolvers<Run>();
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
      onText(String(chunk));
    });
  child.on('error', ended.reject);
  child.on('close', (code) => ended.resolve({ code: code ?? 1, said }));
  return ended.promise;
}

/** Found by the search, in its own sink: that the run failed is not enough. */
const isCaught = (name: PlantName, { code, said }: Run): boolean =>
  code !== 0 && said.includes(`\nhit: ${plantOf(name).sink} `) && /^sinks \d+ hits [1-9]/m.test(said);

/** `--plant NAME`: everything that is said. @returns 0 if it was caught */
export async function runPlanted(name: PlantName): Promise<number> {
  const ran = await run(name, (text) => process.stdout.write(text));
  const isFound = isCaught(name, ran);
  process.stdout.write(`${name} ${isFound ? 'was found' : 'WAS NOT FOUND'} in ${plantOf(name).sink}\n`);
  return isFound ? 0 : 1;
}

/** As many at a time as there are cores. @returns how many were caught */
export async function findPlanted(names: readonly PlantName[], say: (line: string) => void): Promise<number> {
  let next = 0;
  let caught = 0;
  const serve = async (): Promise<void> => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      const ran = await run(name, () => undefined);
      const isFound = isCaught(name, ran);
      caught += isFound ? 1 : 0;
      say(`${isFound ? 'caught' : 'NOT CAUGHT'}: ${name}, in ${plantOf(name).sink}`);
      if (!isFound) say(ran.said.split('\n').slice(-12).join('\n'));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, serve));
  return caught;
}

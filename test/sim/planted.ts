/** Runs the simulator with bugs in the source: one process each, because modules are loaded once. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type PlantName, plants } from './plants.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const hook = (plant: PlantName): string => `${new URL('./plant.ts', import.meta.url).href}?${plant}`;
const start = (plant: PlantName, args: readonly string[], stdio: 'inherit' | 'pipe') =>
  spawn(process.execPath, ['--import', hook(plant), main, ...args], { stdio: ['ignore', stdio, stdio] });

const endOf = (child: ReturnType<typeof start>): Promise<number> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** `--plant NAME`: everything else as without. */
export const runPlanted = (plant: PlantName, args: readonly string[]): Promise<number> => endOf(start(plant, args, 'inherit'));

type Search = { seed: number; schedules: number };
/** Grows, so that what is found soon costs little. */
const batches = [60, 240, 700, 2_000, 7_000] as const;

/** The first promise that was broken; undefined if none was. @throws when the plant did not even run. */
async function searchFor(plant: PlantName, { seed, schedules }: Search): Promise<{ what: string; within: number } | undefined> {
  let from = 1;
  for (const size of batches) {
    const count = Math.min(size, schedules - from + 1);
    if (count <= 0) return undefined;
    const child = start(plant, ['--seed', String(seed), '--from', String(from), '--schedules', String(count)], 'pipe');
    let said = '';
    child.stdout?.on('data', (chunk) => (said += String(chunk)));
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    const code = await endOf(child);
    if (!/^schedules \d+ duplicates/m.test(said)) throw new Error(`${plant} did not run:\n${said.slice(-2_000)}`);
    from += count;
    if (code !== 0) return { what: /^found: (.*)$/m.exec(said)?.[1] ?? 'no finding was told', within: from - 1 };
  }
  return undefined;
}

/** `--planted`: @returns 0 if every plant was found. */
export async function findPlanted(search: Search, print: (line: string) => void): Promise<number> {
  const names = Object.keys(plants).filter((name): name is PlantName => Object.hasOwn(plants, name));
  let caught = 0;
  for (const name of names) {
    const found = await searchFor(name, search);
    caught += found ? 1 : 0;
    print(`${found ? `caught within ${found.within}` : `NOT CAUGHT within ${search.schedules}`}: ${name}${found ? `: ${found.what}` : ''}`);
  }
  print(`planted ${names.length} caught ${caught}`);
  return caught === names.length ? 0 : 1;
}

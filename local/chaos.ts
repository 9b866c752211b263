/** `npm run chaos`: hundreds of approved posts through a storm on a fresh laptop cloud. The last line is a figure. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommand, usage, type Wish } from './chaos/command.ts';
import { type Outcome, runChaos } from './chaos/run.ts';
import { openTally } from './chaos/scene.ts';
import { stormTrouble } from './chaos/storm.ts';
import { startCloud } from './cloud.ts';
import { Stop } from './stop.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);

/** What starting, the verdict and ending need of the minutes. */
const reserveMs = 25_000;
/** What the storm may take of them. */
const stormShare = 0.45;

function report({ posts }: Wish, outcome: Outcome, seconds: string): boolean {
  const { approved, settled, duplicates, lies, open, ends, deeds, removed, troubles } = outcome;
  const isWhole = open.length === 0 && approved === posts;
  for (const line of [...lies, ...open, ...(isWhole ? [] : troubles)]) out(`        ${line}`);
  out(`        people: ${deeds}`);
  out(
    `        ends: ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}; ${removed} taken down by the platform after they were out`,
  );
  out(`        ${lies.length} shown otherwise than they are; ${seconds} s in all`);
  out(`${approved} approved, ${settled} settled, duplicates ${duplicates}`);
  return approved === posts && settled === posts && duplicates === 0 && lies.length === 0;
}

async function chaos(wish: Wish, interrupted: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  const secondsSince = () => ((performance.now() - startedAt) / 1000).toFixed(0);
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(wish.minutes * 60_000 - reserveMs)]);
  const tally = openTally();
  const trouble = stormTrouble(wish.seed, tally);
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-chaos-'));
  try {
    out(`Seed ${wish.seed}: ${wish.posts} posts, ${wish.speed} times as fast, at most ${wish.minutes} minutes. Ctrl-C ends it.`);
    const cloud = await startCloud({ dataDir, speed: wish.speed, persist: false, concurrency: 3, trouble });
    try {
      out(`        a fresh laptop cloud is ready after ${secondsSince()} s`);
      interrupted.throwIfAborted();
      const outcome = await runChaos({
        cloud,
        trouble,
        tally,
        wish: { ...wish, stormMs: wish.minutes * 60_000 * stormShare },
        signal,
        say: out,
      });
      interrupted.throwIfAborted();
      return report(wish, outcome, secondsSince());
    } finally {
      await cloud.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  const wish = readCommand(process.argv.slice(2));
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interruption.abort(new Stop('Interrupted: nothing was counted, everything is cleaned up.')));
  if (wish === 'help') out(usage);
  else if (!(await chaos(wish, interruption.signal))) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

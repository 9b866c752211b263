/** What stands before anything is deployed: folders, clock, logs, parameters, mail, open ports, the Threads simulator, DynamoDB. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { epochAfter, type LocalClock, localClock, reachedTime, saveReachedTime } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { type DynamoDb, ensureDynamoDb } from './dynamodb.ts';
import { type LocalServer, localServer, saidPlainly } from './http-server.ts';
import { type Logs, openLogs } from './logs.ts';
import { type MailStore, openMail } from './mail.ts';
import { mailbox } from './mailbox.ts';
import { provideParameters } from './parameters.ts';
import { type PretendDomains, pretendDomains } from './pretend-domains.ts';
import { openS3Store, type S3Store } from './s3-store.ts';
import { type Smtp, startSmtp } from './smtp.ts';
import { openSsm, type Ssm } from './ssm.ts';
import { startThreadsProcess, type ThreadsProcess } from './threads-process.ts';

export const account = '000000000000';
export const region = 'us-east-1';

export type Ground = {
  clock: LocalClock;
  logs: Logs;
  ssm: Ssm;
  mail: MailStore;
  kmsSeed: Buffer;
  /** Which tables of a shared DynamoDB Local are ours. */
  dynamodbKey: string;
  dynamodb: Promise<DynamoDb>;
  servers: Servers;
  smtp: Smtp;
  domains: PretendDomains;
  threads: ThreadsProcess | undefined;
  origin: string;
  apiUrl: string;
  gatewayUrl: string;
  mediaOrigin: string;
  objects: S3Store;
};
type Servers = Record<'console' | 'api' | 'gateway' | 'mailbox' | 'media', LocalServer>;

export async function openGround(options: CloudOptions, closing: AsyncDisposableStack): Promise<Ground> {
  const { dataDir, ports = {}, realThreads: real } = options;
  if (options.fresh) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(dataDir, name);
  const logs = openLogs({ dir: file('logs'), onLine: options.onLine });
  const clock = openClock(file('clock.json'), options, closing);
  const dynamodb = openDynamoDb(options, logs, closing);
  const servers = await openServers(options, logs, closing);
  const mail = openMail(file('mail'), clock.now);
  servers.mailbox.handle(mailbox(mail));
  const smtp = await saidPlainly(startSmtp(mail, ports.smtp ?? 0), ports.smtp, 'SMTP');
  closing.defer(smtp.close);
  const origin = real?.publicUrl ?? `http://localhost:${servers.console.port}`;
  const threads = real ? undefined : await openThreads(options, origin, clock, closing);
  const ssm = openSsm(file('parameters.json'), `arn:aws:ssm:${region}:${account}:parameter`);
  provideParameters(ssm, real ?? { appId: threads?.app.id ?? '', appSecret: threads?.app.secret ?? '' });
  const secrets = { kmsSeed: Buffer.from(keptSecret(file('kms-seed')), 'hex'), dynamodbKey: keptSecret(file('dynamodb-key')).slice(0, 16) };
  const [apiUrl, gatewayUrl] = [servers.api, servers.gateway].map(({ port }) => `http://127.0.0.1:${port}`);
  return {
    clock,
    logs,
    ssm,
    mail,
    ...secrets,
    dynamodb,
    servers,
    smtp,
    domains: pretendDomains(dataDir),
    threads,
    origin,
    apiUrl: apiUrl ?? '',
    gatewayUrl: gatewayUrl ?? '',
    mediaOrigin: real?.mediaUrl ?? `http://127.0.0.1:${servers.media.port}`,
    objects: openS3Store(file('s3'), () => new Date()),
  };
}

function openClock(file: string, { speed = 1, clockEpochMs }: CloudOptions, closing: AsyncDisposableStack): LocalClock {
  const clock = localClock(speed, clockEpochMs ?? epochAfter(reachedTime(file), speed, Date.now()));
  const save = () => saveReachedTime(file, clock);
  const timer = setInterval(save, 5_000).unref();
  closing.defer(() => {
    clearInterval(timer);
    save();
  });
  return clock;
}

function openDynamoDb({ dataDir, persist, dynamodbEndpoint }: CloudOptions, logs: Logs, closing: AsyncDisposableStack): Promise<DynamoDb> {
  const kept = persist === false ? undefined : join(dataDir, 'dynamodb');
  const dynamodb = ensureDynamoDb({ dataDir: kept, endpoint: dynamodbEndpoint, say: (text) => logs.add('cloud', 'warn', text) });
  // Awaited when the tables are made; a failure before that must not end the process as unhandled.
  dynamodb.catch(() => {});
  closing.defer(async () => (await dynamodb.catch(() => undefined))?.close());
  return dynamodb;
}

async function openServers({ ports = {}, realThreads }: CloudOptions, logs: Logs, closing: AsyncDisposableStack): Promise<Servers> {
  const open = async (port: number | undefined, what: string, publicHost?: string) => {
    const server = await localServer({ port: port ?? 0, what, publicHost, onFailure: (text) => logs.add('cloud', 'error', text) });
    closing.defer(server.close);
    return server;
  };
  return {
    console: await open(ports.console, 'console', realThreads && new URL(realThreads.publicUrl).host),
    api: await open(ports.api, 'API'),
    gateway: await open(ports.gateway, 'AWS'),
    mailbox: await open(ports.mailbox, 'mailbox'),
    media: await open(ports.media, 'media', realThreads?.mediaUrl === undefined ? undefined : new URL(realThreads.mediaUrl).host),
  };
}

async function openThreads(
  options: CloudOptions,
  origin: string,
  clock: LocalClock,
  closing: AsyncDisposableStack,
): Promise<ThreadsProcess> {
  const port = options.ports?.threads ?? 0;
  const { speed, epochMs } = clock;
  const redirectUri = `${origin}/oauth/threads/callback`;
  const settings = options.threadsSettings ? { settings: options.threadsSettings } : {};
  const starting = startThreadsProcess({
    port,
    dataDir: join(options.dataDir, 'threads'),
    speed,
    clockEpochMs: epochMs,
    redirectUri,
    deauthorizeUrl: `${origin}/callbacks/threads/deauthorize`,
    dataDeletionUrl: `${origin}/callbacks/threads/deletion`,
    ...settings,
  });
  const threads = await saidPlainly(starting, port, 'Threads simulator');
  closing.defer(threads.close);
  return threads;
}

/** 64 hexadecimal digits, made at the first start. */
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** The Threads simulator as a process of its own, and its control API over HTTP for tests and tools. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { AccountView, CallbackView } from './threads/control/views.ts';
import { type Fault, faultSchema, type NewFault } from './threads/faults/fault.ts';
import type { SettingsPatch } from './threads/settings.ts';

export type ThreadsProcessOptions = {
  port: number;
  dataDir: string;
  speed: number;
  clockEpochMs: number;
  redirectUri: string;
  /** Called when a user removes the app, and when one asks for deletion. */
  deauthorizeUrl?: string;
  dataDeletionUrl?: string;
  settings?: SettingsPatch;
};

export type ThreadsProcess = {
  url: string;
  pid: number;
  app: { id: string; secret: string };
  accounts(): Promise<AccountView[]>;
  account(idOrUsername: string): Promise<AccountView>;
  addAccount(input: { username: string; name: string; biography?: string }): Promise<AccountView>;
  /** Moves the simulator's clock, and nobody else's. */
  advance(ms: number): Promise<void>;
  revoke(account: string): Promise<void>;
  /** The user asks Threads to have their data deleted: the app's data-deletion URL is called. */
  requestDeletion(account: string): Promise<void>;
  /** Every deauthorize and data-deletion call, with the answers. */
  callbacks(): Promise<CallbackView[]>;
  /** Every token that was ever issued. */
  tokens(): Promise<string[]>;
  addFault(fault: NewFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** What is switched on, with how often it struck. */
  faults(): Promise<Fault[]>;
  changeSettings(patch: SettingsPatch): Promise<void>;
  /** Ends it and waits until it has written its store. */
  close(): Promise<void>;
};

const main = fileURLToPath(new URL('./threads/main.ts', import.meta.url));
const startMs = 15_000;

/** The simulated app: known to everybody, worth nothing. */
const app = { id: '1234567890', secret: 'threads-simulator-secret' };

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${url}/_control${path}`, { method, ...sent });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`the Threads simulator refused ${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const listOf = (answer: unknown): unknown[] => z.object({ data: z.array(z.unknown()) }).parse(answer).data;
const accountView = z.custom<AccountView>(
  (value) => z.looseObject({ id: z.string(), public_post_count: z.number() }).safeParse(value).success,
);

const callbackView = z.custom<CallbackView>(
  (value) => z.looseObject({ id: z.string(), deliveries: z.array(z.unknown()) }).safeParse(value).success,
);

function launch({ port, dataDir, speed, clockEpochMs, redirectUri, deauthorizeUrl, dataDeletionUrl }: ThreadsProcessOptions) {
  const flag = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  const callbacks = [...flag('--deauthorize-url', deauthorizeUrl), ...flag('--data-deletion-url', dataDeletionUrl)];
  const clock = ['--speed', String(speed), '--clock-epoch', String(clockEpochMs)];
  const credentials = ['--app-id', app.id, '--app-secret', app.secret, '--redirect-uri', redirectUri, '--allow-http'];
  const args = [main, '--port', String(port), '--data', dataDir, ...clock, ...credentials, ...callbacks, '--with-parent'];
  // Its standard input is our pipe: when we are gone, even by kill -9, it stops.
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
}

/** Resolves with its address once it listens. @throws with what it said, if it ended instead. */
function addressOf(child: ReturnType<typeof launch>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error('The Threads simulator did not start within 15 s')), startMs);
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`The Threads simulator ended: ${said.trim().slice(0, 500)}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

export async function startThreadsProcess(options: ThreadsProcessOptions): Promise<ThreadsProcess> {
  const child = launch(options);
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = await addressOf(child);
  const of = (name: string) => `/accounts/${encodeURIComponent(name)}`;
  if (options.settings) await call(url, 'PUT', '/settings', options.settings);
  return {
    url,
    app,
    pid: child.pid ?? 0,
    accounts: async () => listOf(await call(url, 'GET', '/accounts')).map((account) => accountView.parse(account)),
    account: async (name) => accountView.parse(await call(url, 'GET', of(name))),
    addAccount: async (input) => accountView.parse(await call(url, 'POST', '/accounts', input)),
    advance: async (ms) => void (await call(url, 'POST', '/clock', { advance_ms: ms })),
    revoke: async (name) => void (await call(url, 'POST', `${of(name)}/revoke`, {})),
    requestDeletion: async (name) => void (await call(url, 'POST', `${of(name)}/delete-data`, {})),
    callbacks: async () => listOf(await call(url, 'GET', '/callbacks')).map((callback) => callbackView.parse(callback)),
    tokens: async () => listOf(await call(url, 'GET', '/tokens')).map(String),
    addFault: async (fault) => void (await call(url, 'POST', '/faults', fault)),
    clearFaults: async () => void (await call(url, 'DELETE', '/faults')),
    faults: async () => listOf(await call(url, 'GET', '/faults')).map((fault) => faultSchema.parse(fault)),
    changeSettings: async (patch) => void (await call(url, 'PUT', '/settings', patch)),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

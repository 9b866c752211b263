/** `npm start`: runs the laptop cloud until Ctrl-C. The only file here that writes to the terminal, beside invite.ts. */
import { resolve } from 'node:path';
import { operatorFunction } from './callers.ts';
import { type Command, portsFrom, readCommand, usage } from './cli.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { buildConsole, isConsoleStale } from './console-build.ts';
import { readEnvFile } from './env-file.ts';
import { inviteLink } from './invite-link.ts';
import type { LogLine } from './logs.ts';
import { forgetRunning, readRunning, writeRunning } from './running.ts';
import { Stop } from './stop.ts';
import { watchSources } from './watch.ts';

const say = (text: string) => void process.stdout.write(`${text}\n`);

function showLine(isVerbose: boolean) {
  return ({ source, level, text }: LogLine) => {
    if (isVerbose || level !== 'info') say(`${source.replace('postora-laptop-', '')} | ${text}`);
  };
}

async function consoleReady(): Promise<void> {
  if (!isConsoleStale()) return;
  say('Building the console …');
  await buildConsole().catch((error: Error) => say(error.message));
}

/** Whoever comes first gets a link, so that a fresh laptop can be used at once. */
async function firstInvite(cloud: Cloud): Promise<string | undefined> {
  if (await cloud.tables.hasItem('main', 'USER#')) return undefined;
  const as = {
    gatewayUrl: cloud.gatewayUrl,
    operator: cloud.credentials.operator,
    operatorFunction,
    region: cloud.region,
  };
  return inviteLink(as, 'you@example.com').catch((error: Error) => `none: ${error.message}`);
}

function announce(cloud: Cloud, speed: number, seconds: string, invite: string | undefined): void {
  say(`\nPostora runs (ready in ${seconds} s${speed === 1 ? '' : `, clock ${speed} times as fast`}).\n`);
  say(`  Console    ${cloud.origin}`);
  say(`  Mailbox    ${cloud.mailboxUrl}   (SMTP in: 127.0.0.1:${cloud.smtpPort})`);
  say(`  Threads    ${cloud.threadsUrl ?? 'the real one, as .env says'}`);
  say(`  Media      ${cloud.mediaOrigin}`);
  say(`  API        ${cloud.apiUrl}   (refuses direct calls; use ${cloud.origin}/v1)`);
  if (invite) say(`\n  Your invite, valid once: ${invite}`);
  say('\nStop with Ctrl-C. Invite others with: npm run invite -- someone@example.com');
}

function follow(cloud: Cloud): () => void {
  return watchSources({
    say,
    async onCode() {
      const changed = await cloud.reload();
      if (changed.length > 0) say(`Reloaded: ${changed.map((name) => name.replace('postora-laptop-', '')).join(', ')}`);
    },
    async onConsole() {
      await buildConsole();
      say('Rebuilt the console: reload the page.');
    },
    onInfra: () => say('infra or the duty table changed: stop with Ctrl-C and start again to run the new templates.'),
  });
}

async function start(command: Extract<Command, { kind: 'start' }>): Promise<void> {
  const startedAt = performance.now();
  const dataDir = resolve(command.dataDir);
  const running = readRunning(dataDir);
  if (running) throw new Stop(`A laptop cloud runs already on ${command.dataDir}: ${running.origin} (process ${running.pid}).`);
  const realThreads = readEnvFile('.env');
  say(`Starting Postora on this machine ${command.isFresh ? 'with empty tables ' : ''}…`);
  const ports = portsFrom(command.port);
  const options = { dataDir, fresh: command.isFresh, ports, speed: command.speed, realThreads, onLine: showLine(command.isVerbose) };
  const [cloud] = await Promise.all([startCloud(options), consoleReady()]);
  writeRunning(dataDir, cloud);
  announce(cloud, command.speed, ((performance.now() - startedAt) / 1000).toFixed(1), await firstInvite(cloud));
  const stopWatching = command.watches ? follow(cloud) : () => {};
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    say('\nStopping …');
    stopWatching();
    await cloud.close();
    forgetRunning(dataDir);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command.kind === 'help') say(usage);
  else await start(command);
} catch (error) {
  process.stderr.write(`${error instanceof Stop ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

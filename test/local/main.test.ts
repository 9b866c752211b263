/** `npm start`, `npm run invite` and `npm run mail` as commands: what they print, how they end, and that nothing is left running. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../../local/visitor.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-main-'));
const script = (name: string) => fileURLToPath(new URL(`../../local/${name}.ts`, import.meta.url));
const env = { ...process.env, CI: '' };
const started: ChildProcess[] = [];

function start(dataDir: string) {
  const child = spawn(process.execPath, [script('main'), '--port', '0', '--data', dataDir, '--no-watch', '--verbose'], { cwd: dir, env });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  return {
    child,
    output: () => output,
    ready: () => until('a running cloud', () => (output.includes('Stop with Ctrl-C') ? true : undefined), 90_000),
  };
}

const run = (name: string, args: string[], options = {}) =>
  spawnSync(process.execPath, [script(name), ...args], { cwd: dir, env, encoding: 'utf8', ...options });

/** Every process below this one, however deep. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [...children, ...children.flatMap(descendants)];
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const exitOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

describe('npm start', () => {
  it('prints its addresses and an invite, invites others, and ends clean with Ctrl-C', async () => {
    const dataDir = join(dir, 'ctrl-c');
    const { child, output, ready } = start(dataDir);
    await ready();
    const below = descendants(child.pid ?? 0);
    const invite = output().match(/valid once: (\S+)/)?.[1] ?? '';
    const page = await fetch(new URL(invite).origin);
    const invited = run('invite', ['--data', dataDir, 'ada@example.org']);
    const written = run('mail-command', ['--data', dataDir, 'eve@spoofed.example', 'Delete me']);
    const mailbox = output().match(/Mailbox +(\S+)/)?.[1] ?? '';
    const received = await (await fetch(new URL('/mails?direction=received', mailbox))).json();
    const twice = run('main', ['--port', '0', '--data', dataDir]);
    const ended = exitOf(child);
    child.kill('SIGINT');

    expect(output()).toMatch(/Console +http:\/\/localhost:\d+\n +Mailbox +http:\/\/127\.0\.0\.1:\d+.*\n +Threads +http:\/\/127/);
    expect(page.status).toBe(200);
    expect(invited.stdout).toMatch(/^http:\/\/localhost:\d+\/invite#\S{40,}\n$/);
    expect(written.stdout).toBe(`Written. What comes of it is in the mailbox: ${mailbox}\n`);
    expect(received).toMatchObject([{ from: 'eve@spoofed.example', subject: 'Delete me', to: ['help@postora.xyz'] }]);
    expect([twice.status, twice.stderr]).toEqual([1, expect.stringMatching(/^A laptop cloud runs already on [^\n]+\n$/)]);
    expect(await ended).toBe(0);
    expect(below.length).toBeGreaterThan(2);
    await until('all processes to be gone', () => (below.some(isAlive) ? undefined : true));
    expect(existsSync(join(dataDir, 'cloud.json'))).toBe(false);
  });

  it('leaves no process when it is killed with -9', async () => {
    const dataDir = join(dir, 'killed');
    const { child, ready } = start(dataDir);
    await ready();
    const below = descendants(child.pid ?? 0);
    child.kill('SIGKILL');

    await until('all processes to be gone', () => (below.some(isAlive) ? undefined : true));

    expect(below.length).toBeGreaterThan(2);
    expect(run('invite', ['--data', dataDir, 'ada@example.org']).stderr).toBe(
      'No laptop cloud runs here: start one with npm start, then ask again.\n',
    );
  });

  it.each([
    ['a broken .env', 'THREADS_APP_ID', '.env line 1 is not NAME=value: mend it, or remove it.\n'],
    [
      'half of real Threads',
      'THREADS_APP_ID=1',
      expect.stringMatching(/^Real Threads needs [^\n]+THREADS_APP_SECRET and PUBLIC_URL is missing[^\n]+\n$/),
    ],
  ])('stops with one line for %s', (_what, text, words) => {
    const cwd = mkdtempSync(join(dir, 'env-'));
    writeFileSync(join(cwd, '.env'), text);

    const { status, stderr } = run('main', ['--port', '0'], { cwd });

    expect([status, stderr]).toEqual([1, words]);
  });

  it('stops with one line when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const child = spawn(process.execPath, [script('main'), '--port', String(port), '--data', join(dir, 'port')], { cwd: dir, env });
    let stderr = '';
    child.stderr.on('data', (part) => (stderr += part));

    expect(await exitOf(child)).toBe(1);
    expect(stderr).toBe(`Port ${port} (console) is in use: end what uses it, or choose another one with --port.\n`);
    server.close();
  });

  it('stops with one line when there is neither Java nor Docker', () => {
    const bin = join(dir, 'bin');
    mkdirSync(bin);

    const { status, stderr } = run('main', ['--port', '0', '--data', join(dir, 'no-java')], { env: { PATH: bin } });

    expect([status, stderr]).toEqual([1, expect.stringMatching(/^[^\n]*needs Java 17 or newer[^\n]+\n$/)]);
  });

  it('explains itself', () => {
    expect(run('main', ['--help']).stdout).toContain('--speed N');
    expect(run('invite', ['--help']).stdout).toContain('npm run invite --');
    expect(run('invite', []).stderr).toBe('Say who is invited: npm run invite -- someone@example.com\n');
    expect(run('mail-command', ['--help']).stdout).toContain('@spoofed.example');
    expect(run('mail-command', []).stderr).toMatch(/^Say who writes: [^\n]+\n$/);
    expect(run('mail-command', ['nobody']).stderr).toBe('nobody is not an e-mail address.\n');
    expect(run('mail-command', ['a@b.example']).stderr).toMatch(/^No laptop cloud runs here: [^\n]+\n$/);
    expect(run('main', ['--wrong']).stderr).toMatch(/^Unknown option '--wrong'[^\n]+\n$/);
  });
});

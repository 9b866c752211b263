/** The simulator as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const script = new URL('../../../local/threads/main.ts', import.meta.url).pathname;

function start(...args: string[]) {
  const child = spawn(process.execPath, [script, '--port=0', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = once(child.stdout, 'data').then(([chunk]) => String(chunk));
  const ended = once(child, 'exit').then(([code]) => code);
  return { child, said, ended };
}

describe('main', () => {
  it('prints its address, serves, and stops cleanly on SIGTERM', async () => {
    const { child, said, ended } = start();
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await said)?.[0] ?? '';

    const { status } = await fetch(url);
    child.kill('SIGTERM');

    expect(status).toBe(200);
    expect(await ended).toBe(0);
  });

  it('stops when its parent goes away', async () => {
    const { child, said, ended } = start('--with-parent');
    await said;

    child.stdin.end();

    expect(await ended).toBe(0);
  });

  it('explains itself', async () => {
    const { said, ended } = start('--help');

    expect(await said).toContain('--redirect-uri');
    expect(await ended).toBe(0);
  });
});

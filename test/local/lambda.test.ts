import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localClock } from '../../local/clock.ts';
import { startLambda } from '../../local/lambda.ts';
import { openLogs } from '../../local/logs.ts';
import { until } from '../../local/visitor.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-lambda-'));
const logs = openLogs({ dir: join(dir, 'logs') });

function code(name: string, body: string): string {
  const folder = join(dir, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.mjs'), body);
  return folder;
}

function start(codeDir: string, more = {}) {
  const spec = {
    name: 'f',
    arn: 'arn:f',
    codeDir,
    handler: 'index.handler',
    environment: { PATH: '' },
    memoryMb: 128,
    timeoutMs: 10_000,
    asyncRetries: 2,
    ...more,
  };
  return startLambda({ functions: [spec], logs, clock: localClock(10_000, Date.now()), concurrency: 2 });
}

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe(startLambda, () => {
  it('gives changed code to the next call and lets a call under way finish', async () => {
    const lambda = start(
      code('one', 'export const handler = async ({ ms }) => { await new Promise((r) => setTimeout(r, ms)); return 1; };'),
    );
    const slow = lambda.invoke('f', { ms: 300 });
    await until('a busy process', () => (lambda.processes().some(({ isBusy }) => isBusy) ? true : undefined));

    lambda.replaceCode('f', code('two', 'export const handler = async () => 2;'));

    expect(await lambda.invoke('f', {})).toEqual({ kind: 'ok', value: 2 });
    expect(await slow).toEqual({ kind: 'ok', value: 1 });
    await until('the old process to be gone', () => (lambda.processes().length === 1 ? true : undefined));
    await lambda.close();
  });

  it('says why a handler cannot be loaded, and tries again with the next call', async () => {
    const lambda = start(code('broken', 'export const other = 1;'));

    const first = await lambda.invoke('f', {});
    code('broken', 'export const handler = () => "mended";');
    const second = await lambda.invoke('f', {});

    expect(first).toMatchObject({
      kind: 'error',
      error: { errorType: 'Runtime.ImportModuleError', errorMessage: 'index.handler is undefined or not exported' },
    });
    expect(second).toEqual({ kind: 'ok', value: 'mended' });
    await lambda.close();
  });

  it('never runs two calls in one process, and no more processes than allowed', async () => {
    const lambda = start(
      code(
        'many',
        'let running = 0; export const handler = async () => { running += 1; await new Promise((r) => setTimeout(r, 10)); const seen = running; running -= 1; return [process.pid, seen]; };',
      ),
    );

    const results = await Promise.all(Array.from({ length: 12 }, () => lambda.invoke('f', {})));

    const values = results.map((result) => (result.kind === 'ok' ? (result.value as [number, number]) : [0, 0]));
    expect(values.every(([, seen]) => seen === 1)).toBe(true);
    expect(new Set(values.map(([pid]) => pid)).size).toBe(2);
    await lambda.close();
  });

  it('repeats a failed asynchronous call', async () => {
    const lambda = start(
      code(
        'failing',
        'let n = 0; export const handler = async () => { n += 1; process.stdout.write("try " + n + "\\n"); if (n < 3) throw new Error("not yet"); };',
      ),
    );

    lambda.invokeLater('f', {});

    await until('the third try', () => (logs.lines('f').some(({ text }) => text === 'try 3') ? true : undefined));
    await lambda.close();
  });

  it('ends calls under way when it is closed, and starts nothing after', async () => {
    const lambda = start(code('endless', 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));'));
    const calls = Array.from({ length: 4 }, () => lambda.invoke('f', {}));
    await until('two processes', () => (lambda.processes().length === 2 ? true : undefined));

    await lambda.close();

    expect((await Promise.all(calls)).every(({ kind }) => kind === 'error')).toBe(true);
    expect(lambda.processes()).toEqual([]);
    expect(await lambda.invoke('f', {})).toMatchObject({ error: { errorType: 'Runtime.Closed' } });
  });
});

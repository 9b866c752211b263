/** The inside of one function process: loads the handler, answers one invocation at a time over IPC, ends when the parent is gone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChildMessage, ParentMessage } from './lambda-messages.ts';

const [codeDir = '', handlerName = ''] = process.argv.slice(2);

const tell = (message: ChildMessage) => process.send?.(message);
const failure = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

async function load(): Promise<(event: unknown, context: unknown) => unknown> {
  const [file = '', name = ''] = handlerName.split('.');
  const path = ['mjs', 'js', 'cjs'].map((extension) => join(codeDir, `${file}.${extension}`)).find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`Cannot find module '${file}' in ${codeDir}`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href);
  const handler = loaded[name];
  if (typeof handler !== 'function') throw new Error(`${handlerName} is undefined or not exported`);
  return (event, context) => handler(event, context);
}

process.on('disconnect', () => process.exit(0));
const loading = load();
loading.then(
  () => tell({ kind: 'ready' }),
  (error: unknown) => tell({ kind: 'broken', error: failure(error) }),
);

process.on('message', async ({ id, event, trace, context }: ParentMessage) => {
  const { deadlineMs, ...plain } = context;
  try {
    const handler = await loading;
    process.env['_X_AMZN_TRACE_ID'] = trace;
    tell({ kind: 'started', id });
    const value = await handler(event, { ...plain, getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()) });
    tell({ kind: 'done', id, value });
  } catch (error) {
    tell({ kind: 'failed', id, error: failure(error) });
  }
});

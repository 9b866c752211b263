/** Runs the functions: starts processes when calls come, keeps them warm, replaces what died, logs what failed. */
import { setTimeout as wait } from 'node:timers/promises';
import type { LocalClock } from './clock.ts';
import { openPool, type Pool } from './lambda-pool.ts';
import type { FunctionSpec, Invocation } from './lambda-process.ts';
import { traceOfCall } from './lineage.ts';
import { type Logs, levelOf } from './logs.ts';

export type Lambda = {
  /** `before`: the traces of the messages that led to this call. */
  invoke(name: string, event: unknown, before?: readonly (string | undefined)[]): Promise<Invocation>;
  /** Like an asynchronous call: answers at once, repeats a failed call after one and two minutes of scaled time. */
  invokeLater(name: string, event: unknown): void;
  processes(): { function: string; pid: number; isBusy: boolean }[];
  /** Ends all processes of a function, or of all; the next call starts a new one. Returns how many there were. */
  kill(name?: string, signal?: NodeJS.Signals): number;
  /** From the next call on the function runs this code. */
  replaceCode(name: string, codeDir: string): void;
  close(): Promise<void>;
};
export type LambdaOptions = { functions: FunctionSpec[]; logs: Logs; clock: LocalClock; concurrency: number };

type Runtime = { pools: Map<string, Pool>; logs: Logs; clock: LocalClock; closing: AbortController };

export function startLambda({ functions, logs, clock, concurrency }: LambdaOptions): Lambda {
  const open = (spec: FunctionSpec) =>
    openPool({ spec, limit: concurrency, say: (stream, text) => logs.add(spec.name, levelOf(text, stream), text) });
  const runtime: Runtime = {
    pools: new Map(functions.map((spec) => [spec.name, open(spec)])),
    logs,
    clock,
    closing: new AbortController(),
  };
  const processesOf = (name?: string) =>
    (name ? [poolOf(runtime, name)] : [...runtime.pools.values()]).flatMap((pool) => pool.processes().map(({ process }) => process));
  return {
    invoke: (name, event, before) => invoke(runtime, name, event, before),
    invokeLater: (name, event) => void invokeWithRetries(runtime, name, event).catch(() => {}),
    processes: () =>
      [...runtime.pools].flatMap(([name, pool]) =>
        pool.processes().map(({ process, isBusy }) => ({ function: name, pid: process.pid, isBusy })),
      ),
    kill(name, signal = 'SIGKILL') {
      const found = processesOf(name);
      for (const process of found) process.kill(signal);
      return found.length;
    },
    replaceCode: (name, codeDir) => poolOf(runtime, name).replaceCode(codeDir),
    async close() {
      runtime.closing.abort();
      await Promise.all([...runtime.pools.values()].map((pool) => pool.close()));
    },
  };
}

function poolOf({ pools }: Runtime, name: string): Pool {
  const found = pools.get(name);
  if (!found) throw new Error(`There is no function ${name}; there are ${[...pools.keys()].join(', ')}`);
  return found;
}

const ending: Invocation = { kind: 'error', error: { errorType: 'Runtime.Closed', errorMessage: 'The laptop cloud is ending' } };

async function invoke(runtime: Runtime, name: string, event: unknown, before: readonly (string | undefined)[] = []): Promise<Invocation> {
  const trace = traceOfCall(before, name);
  const { closing, logs } = runtime;
  const pool = poolOf(runtime, name);
  for (;;) {
    const process = await pool.take();
    if (!process) return ending;
    const outcome = await process.invoke(event, trace);
    pool.giveBack(process);
    if (outcome.kind === 'untouched') continue;
    if (outcome.kind === 'error' && !closing.signal.aborted) {
      const { errorType, errorMessage, trace = [] } = outcome.error;
      logs.add(name, 'error', [`${errorType}: ${errorMessage}`, ...trace.slice(1, 6)].join('\n'));
    }
    return outcome;
  }
}

async function invokeWithRetries(runtime: Runtime, name: string, event: unknown): Promise<void> {
  const { asyncRetries } = poolOf(runtime, name).spec();
  for (let attempt = 0; attempt <= asyncRetries; attempt += 1) {
    if (attempt > 0) await wait(runtime.clock.realMs(attempt * 60_000), undefined, { signal: runtime.closing.signal });
    const { kind } = await invoke(runtime, name, event);
    if (kind === 'ok') return;
  }
}

/** One process of one function, with that function's environment and nothing of ours. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, FunctionError, ParentMessage } from './lambda-messages.ts';

export type FunctionSpec = {
  name: string;
  arn: string;
  codeDir: string;
  handler: string;
  /** The whole environment of the process. */
  environment: Record<string, string>;
  memoryMb: number;
  /** Real milliseconds after which the process is killed. */
  timeoutMs: number;
  /** How often a failed asynchronous call is repeated. */
  asyncRetries: number;
};
export type Invocation = { kind: 'ok'; value: unknown } | { kind: 'error'; error: FunctionError };
/** `untouched`: the process was dead already, the handler never saw the event. */
type Outcome = Invocation | { kind: 'untouched' };
export type FunctionProcess = {
  pid: number;
  /** False once it was told to end or has ended. */
  isUsable(): boolean;
  /** Resolves in every case; a process that dies meanwhile, or is killed by its time limit, answers with an error. */
  invoke(event: unknown, trace: string): Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<void>;
};
type Say = (stream: 'stdout' | 'stderr', text: string) => void;
type State = {
  isUsable: boolean;
  isReady: boolean;
  call?: { id: string; isStarted: boolean; settle: (outcome: Outcome) => void } | undefined;
};

const boot = fileURLToPath(new URL('./lambda-child.ts', import.meta.url));
const failed = (errorType: string, errorMessage: string): Invocation => ({ kind: 'error', error: { errorType, errorMessage } });

export function startProcess(spec: FunctionSpec, say: Say): FunctionProcess {
  const child = fork(boot, [spec.codeDir, spec.handler], {
    cwd: spec.codeDir,
    env: spec.environment,
    // A test looks at what a warm function remembers: the signal writes its heap beside its code.
    execArgv: ['--heapsnapshot-signal=SIGUSR2', `--max-old-space-size=${Math.floor(spec.memoryMb * 0.9)}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own group: Ctrl-C reaches the laptop cloud alone, which ends its functions in order.
    detached: true,
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    const pipe = child[stream];
    if (pipe) createInterface({ input: pipe }).on('line', (line) => say(stream, line));
  }
  const state: State = { isUsable: true, isReady: false };
  const kill = (signal: NodeJS.Signals) => {
    state.isUsable = false;
    child.kill(signal);
  };
  child.on('message', (message: ChildMessage) => hear(message, state, kill, say));
  return {
    pid: child.pid ?? 0,
    isUsable: () => state.isUsable,
    invoke: (event, trace) => call(child, spec, state, { event, trace }, kill),
    kill,
    ended: whenEnded(child, state),
  };
}

function whenEnded(child: ChildProcess, state: State): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (why: string) => {
    state.isUsable = false;
    const wasDead = state.isReady && state.call && !state.call.isStarted;
    settle(state, wasDead ? { kind: 'untouched' } : failed('Runtime.ExitError', `Error: Runtime exited with ${why}`));
    resolve();
  };
  child.once('exit', (code, signal) => end(signal ? `signal: ${signal}` : `exit status ${code}`));
  child.on('error', (error) => end(`error: ${error.message}`));
  return promise;
}

function settle(state: State, outcome: Outcome): void {
  state.call?.settle(outcome);
  state.call = undefined;
}

function hear(message: ChildMessage, state: State, kill: (signal: NodeJS.Signals) => void, say: Say): void {
  if (message.kind === 'ready') state.isReady = true;
  else if (message.kind === 'broken') {
    say('stderr', `The handler cannot be loaded: ${message.error.errorMessage}`);
    settle(state, { kind: 'error', error: { ...message.error, errorType: 'Runtime.ImportModuleError' } });
    kill('SIGKILL');
  } else if (message.id === state.call?.id) {
    if (message.kind === 'started') state.call.isStarted = true;
    if (message.kind === 'done') settle(state, { kind: 'ok', value: message.value ?? null });
    if (message.kind === 'failed') settle(state, { kind: 'error', error: message.error });
  }
}

async function call(
  child: ChildProcess,
  spec: FunctionSpec,
  state: State,
  asked: { event: unknown; trace: string },
  kill: (signal: NodeJS.Signals) => void,
): Promise<Outcome> {
  const id = randomUUID();
  const answered = Promise.withResolvers<Outcome>();
  state.call = { id, isStarted: false, settle: answered.resolve };
  const timer = setTimeout(() => {
    kill('SIGKILL');
    settle(state, failed('Sandbox.Timedout', `RequestId: ${id} Error: Task timed out after ${(spec.timeoutMs / 1000).toFixed(2)} seconds`));
  }, spec.timeoutMs);
  // A dead process is noticed by its `exit`; the failed write says nothing more.
  child.send(parentMessage(spec, id, asked), () => {});
  try {
    return await answered.promise;
  } finally {
    clearTimeout(timer);
  }
}

const parentMessage = (
  { name, arn, memoryMb, timeoutMs }: FunctionSpec,
  id: string,
  asked: { event: unknown; trace: string },
): ParentMessage => ({
  id,
  ...asked,
  context: {
    awsRequestId: id,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: name,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    deadlineMs: Date.now() + timeoutMs,
  },
});

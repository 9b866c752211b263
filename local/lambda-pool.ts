/** The processes of one function: one call per process at a time, at most so many processes, dead ones replaced. */
import { type FunctionProcess, type FunctionSpec, startProcess } from './lambda-process.ts';

export type Pool = {
  spec(): FunctionSpec;
  /** An idle process, a new one, or the next that becomes free; the caller's until given back. Undefined once closed. */
  take(): Promise<FunctionProcess | undefined>;
  giveBack(process: FunctionProcess): void;
  processes(): { process: FunctionProcess; isBusy: boolean }[];
  /** New calls get processes with this code; busy ones finish first. */
  replaceCode(codeDir: string): void;
  /** Ends all processes; calls under way fail. */
  close(): Promise<void>;
};
export type PoolOptions = { spec: FunctionSpec; limit: number; say(stream: 'stdout' | 'stderr', text: string): void };

type Members = { all: Set<FunctionProcess>; taken: Set<FunctionProcess>; outdated: Set<FunctionProcess> };

/** Those that may get new calls. */
const current = ({ all, outdated }: Members) => [...all].filter((process) => process.isUsable() && !outdated.has(process));

export function openPool({ spec: first, limit, say }: PoolOptions): Pool {
  let spec = first;
  let isClosed = false;
  const members: Members = { all: new Set(), taken: new Set(), outdated: new Set() };
  const { all, taken, outdated } = members;
  const waiting: (() => void)[] = [];
  const wakeAll = () => waiting.splice(0).map((proceed) => proceed());

  function start(): FunctionProcess {
    const process = startProcess(spec, say);
    all.add(process);
    process.ended.then(() => {
      for (const set of [all, taken, outdated]) set.delete(process);
      waiting.shift()?.();
    });
    return process;
  }

  return {
    spec: () => spec,
    async take() {
      while (!isClosed) {
        const usable = current(members);
        const free = usable.find((process) => !taken.has(process)) ?? (usable.length < limit ? start() : undefined);
        if (free) taken.add(free);
        if (free) return free;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return undefined;
    },
    giveBack(process) {
      taken.delete(process);
      if (outdated.has(process)) process.kill('SIGTERM');
      waiting.shift()?.();
    },
    processes: () => [...all].map((process) => ({ process, isBusy: taken.has(process) })),
    replaceCode(codeDir) {
      spec = { ...spec, codeDir };
      for (const process of all) {
        if (taken.has(process)) outdated.add(process);
        else process.kill('SIGTERM');
      }
      wakeAll();
    },
    async close() {
      isClosed = true;
      for (const process of all) process.kill('SIGKILL');
      wakeAll();
      await Promise.all([...all].map((process) => process.ended));
    },
  };
}

/** Every port call of a simulated function goes through here: it takes time, may fail in four ways, and its worker may die before or after it. */
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Story } from './story.ts';
import type { Outcome, PortName, Weather } from './weather.ts';

/** Quick: nothing goes wrong and nobody comes in between. Slow: every call takes seconds, so that others act meanwhile. */
export type Pace = 'quick' | 'usual' | 'slow';

/** One run of a function, in a process that may serve several, one after the other. */
export type Invocation = {
  name: string;
  /** False once it has answered or died. */
  isAlive: boolean;
  /** After its death no port call returns. While no invocation runs it is frozen: answers wait until the next one begins. */
  process: { isAlive: boolean; frozen: (() => void)[] };
  beganAt: number;
  pace: Pace;
  calls: number;
  /** Dies at this call. */
  crash: CrashAt | undefined;
  die: (why: string) => void;
  /** Called for every faulty outcome. */
  onFault: Set<() => void>;
};

/** Never alive: what a slot holds before its first invocation. */
export const noInvocation: Invocation = {
  name: 'nobody',
  isAlive: false,
  process: { isAlive: false, frozen: [] },
  beganAt: 0,
  pace: 'usual',
  calls: 0,
  crash: undefined,
  die: () => {},
  onFault: new Set(),
};

/** Where a function runs: production code is built once over a slot, invocations come and go. */
export type Slot = { name: string; skewMs: number; current: Invocation };

/** The line broke, or the time was up: the caller cannot know whether the call had its effect. */
export class LineBroke extends Error {
  constructor(port: string) {
    super(`no answer from ${port}`);
    this.name = 'TimeoutError';
  }
}

export type Timing<T> = {
  /** Takes effect after `delayMs`, whatever becomes of the caller. */
  effect: (delayMs: number, run: () => void) => void;
  /** Answers after `delayMs`, unless the caller is dead by then. */
  answer: (delayMs: number, give: () => T | Promise<T>) => void;
};

export type PortCalls = {
  now: () => number;
  isFaulty: () => boolean;
  /** How many effects are still on their way. */
  pending: () => number;
  /** A call whose course the port itself decides. */
  timed: <T>(slot: Slot, label: string, plan: (timing: Timing<T>) => void) => Promise<T>;
  /** A call with one of the four faulty outcomes. `repeat` is what a second arrival does; its answer counts. */
  call: <T>(slot: Slot, port: PortName, label: string, effect: () => Promise<T>, repeat?: () => Promise<T>) => Promise<T>;
  latencyMs: (port: PortName) => number;
  /** Port calls so far, of all functions. */
  made: () => number;
};

const usualMs: Record<PortName, number> = { read: 8, due: 12, commit: 15, queue: 15, keys: 20, http: 300 };
/** Most that a call of a slow invocation takes longer; a few of them stay within its time limit. */
const slowMs = 6_000;
const never = <T>(): Promise<T> => new Promise<T>(() => {});

export type CrashAt = { call: number; side: 'before' | 'after' };
type Parts = { scheduler: Scheduler; random: Random; weather: Weather; story: Story; startAt: number; crashAt: readonly CrashAt[] };

export function portCalls({ scheduler, random, weather, story, startAt, crashAt }: Parts): PortCalls {
  let pending = 0;
  let made = 0;
  const isFaulty = (): boolean => scheduler.now() < startAt + weather.faultyMs;
  const latencyMs = (port: PortName): number =>
    isFaulty() && random.chance(weather.slow) ? random.between(100, 20_000) : random.between(1, 2 * usualMs[port]);
  const outcomeOf = (port: PortName, hasRepeat: boolean): Outcome => {
    if (!isFaulty() || !random.chance(weather.faults[port])) return 'ok';
    return random.pick(hasRepeat ? ['never', 'lost', 'late', 'twice'] : ['never', 'lost', 'late']);
  };
  const laterEffect = (delayMs: number, run: () => void): void => {
    pending += 1;
    scheduler.quietly(delayMs, () => {
      pending -= 1;
      run();
    });
  };

  function timed<T>(slot: Slot, label: string, plan: (timing: Timing<T>) => void): Promise<T> {
    const invocation = slot.current;
    if (!invocation.isAlive) return never();
    invocation.calls += 1;
    made += 1;
    const own = invocation.crash?.call === invocation.calls ? invocation.crash.side : undefined;
    const crash = crashAt.find(({ call }) => call === made)?.side ?? own;
    if (crash === 'before') {
      invocation.die(`before ${label}`);
      return never();
    }
    return new Promise<T>((resolve) => {
      const deliver = (give: () => T | Promise<T>): void => {
        const { process } = invocation;
        if (!process.isAlive) return;
        const isFrozen = !slot.current.isAlive;
        if (!isFrozen && slot.current !== invocation) {
          story.tell(() => `${invocation.name}  goes on after ${label}, thawed by ${slot.current.name}`);
        }
        if (isFrozen) process.frozen.push(() => deliver(give));
        else if (crash === 'after' && invocation.isAlive) invocation.die(`after ${label}`);
        else resolve((async () => give())());
      };
      const answer = (delayMs: number, give: () => T | Promise<T>): void => scheduler.after(delayMs, () => deliver(give));
      plan({ answer, effect: laterEffect });
    });
  }

  // Not async: most calls are quick ones, and each promise around them costs.
  function call<T>(slot: Slot, port: PortName, label: string, effect: () => Promise<T>, repeat?: () => Promise<T>): Promise<T> {
    const { current } = slot;
    if (current.pace === 'quick' && current.isAlive) return effect();
    const outcome = outcomeOf(port, repeat !== undefined);
    return timed<T>(slot, label, (timing) => {
      const arriveMs = latencyMs(port) + (current.pace === 'slow' && isFaulty() ? random.between(0, slowMs) : 0);
      const answerMs = arriveMs + latencyMs(port);
      let result: Promise<T> | undefined;
      const take = (run: () => Promise<T>) => (): void => {
        result = run();
        result.catch(() => {});
        story.tell(() => `${current.name}  ${label}${outcome === 'ok' ? '' : ` [${outcome}]`}`);
      };
      const broken = (): Promise<T> => Promise.reject(new LineBroke(port));
      if (outcome !== 'ok') for (const tell of current.onFault) tell();
      if (outcome === 'never') {
        story.tell(() => `${current.name}  ${label} [never arrives]`);
        return timing.answer(answerMs + random.between(0, 15_000), broken);
      }
      const lateMs = outcome === 'late' ? random.between(1_000, 20_000) : 0;
      const giveUpMs = outcome === 'late' ? arriveMs + random.between(0, lateMs - 1) : answerMs;
      timing.effect(arriveMs + lateMs, take(effect));
      if (outcome === 'late') return timing.answer(giveUpMs, broken);
      if (outcome === 'lost') return timing.answer(answerMs + random.between(0, 15_000), broken);
      const againMs = outcome === 'twice' && repeat ? random.between(1, 3_000) : 0;
      if (repeat && againMs > 0) timing.effect(arriveMs + againMs, take(repeat));
      return timing.answer(answerMs + againMs, () => result ?? effect());
    });
  }

  return { now: scheduler.now, isFaulty, pending: () => pending, timed, call, latencyMs, made: () => made };
}

/** One virtual clock and one list of what happens next. Between two events everything that can run has run. */
import type { Random } from './random.ts';

type Event = { at: number; tie: number; isQuiet: boolean; run: () => void };

export type Scheduler = {
  /** Virtual milliseconds since 1970. */
  now: () => number;
  after: (delayMs: number, run: () => void) => void;
  /** Like `after`, for what nobody waits for: no code can run because of it. */
  quietly: (delayMs: number, run: () => void) => void;
  sleep: (delayMs: number) => Promise<void>;
  /** Work that takes real turns of the event loop (streams of the HTTP client); the clock stands until it is done. */
  busy: { begin: () => void; end: () => void };
  /** Runs until `isDone`, or until the clock reaches `endAt`. */
  run: (isDone: () => boolean, endAt: number) => Promise<void>;
};

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.tie < b.tie);

/** A binary heap; its smallest event comes first. */
function eventHeap() {
  const heap: Event[] = [];
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a && b) [heap[i], heap[j]] = [b, a];
  };
  const less = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  };
  const push = (event: Event): void => {
    let i = heap.push(event) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && less(i, parent); parent = (i - 1) >> 1) {
      swap(i, parent);
      i = parent;
    }
  };
  const pop = (): Event | undefined => {
    swap(0, heap.length - 1);
    const first = heap.pop();
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const smallest = less(right, left) ? right : left;
      if (!less(smallest, i)) return first;
      swap(i, smallest);
      i = smallest;
    }
  };
  return { push, pop };
}

/** Resolves once no promise is left that could go on by itself. */
const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
/** Lets whatever the system works on come back. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function scheduler(startAt: number, random: Random): Scheduler {
  const events = eventHeap();
  let now = startAt;
  let running = 0;
  const add =
    (isQuiet: boolean) =>
    (delayMs: number, run: () => void): void =>
      events.push({ at: now + Math.max(0, Math.round(delayMs)), tie: random.next(), isQuiet, run });
  const after = add(false);

  return {
    after,
    quietly: add(true),
    now: () => now,
    sleep: (delayMs) => new Promise((resolve) => after(delayMs, resolve)),
    busy: {
      begin: () => {
        running += 1;
      },
      end: () => {
        running -= 1;
      },
    },
    run: async (isDone, endAt) => {
      await turn();
      while (!isDone()) {
        const event = events.pop();
        if (!event || event.at > endAt) return;
        now = event.at;
        event.run();
        if (event.isQuiet) continue;
        await drained();
        while (running > 0) await turn();
      }
    },
  };
}

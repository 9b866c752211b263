/** How many batches Lambda works on at once: a few at first, more while messages wait, a few again when none does. */
import type { Scheduler } from '../../test/sim/scheduler.ts';
import { ramp } from '../model.ts';

export type GrowingRoom = {
  /** Batches at once, by now. */
  size: () => number;
  /** Told after every look at the queue. */
  note: (isWaiting: boolean) => void;
};

/** `look` is called whenever there is room for more. */
export function growingRoom(scheduler: Scheduler, look: () => void): GrowingRoom {
  let since: number | undefined;
  const grow = (): void =>
    scheduler.after(1000 / ramp.perSecond, () => {
      if (since === undefined) return;
      look();
      grow();
    });
  return {
    size: () => Math.min(ramp.most, ramp.first + Math.floor(((scheduler.now() - (since ?? scheduler.now())) / 1000) * ramp.perSecond)),
    note: (isWaiting) => {
      if (isWaiting && since === undefined) {
        since = scheduler.now();
        grow();
      }
      if (!isWaiting) since = undefined;
    },
  };
}

/** Every line of the budget, in the order of the table. */
import { approveToLive } from './lines/approve-to-live.ts';
import { bundles } from './lines/bundles.ts';
import { consoleSize } from './lines/console-size.ts';
import { drainLine } from './lines/drain.ts';
import { dueToLive } from './lines/due-to-live.ts';
import { handlerCpu } from './lines/handler-cpu.ts';
import { lateness } from './lines/lateness.ts';
import { lifeCycleLine } from './lines/life-cycle.ts';
import { price } from './lines/price.ts';
import { sweepLine } from './lines/sweep-reads.ts';
import type { Line } from './row.ts';

export const lines: readonly Line[] = [
  approveToLive,
  dueToLive,
  lateness,
  drainLine,
  lifeCycleLine,
  sweepLine,
  bundles,
  handlerCpu,
  price,
  consoleSize,
];

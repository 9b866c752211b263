/** Runs chunks of schedules for `runOnAllCores`, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { runMany, type WorkerData } from './run-many.ts';

// Traces of expected errors cost more than everything else.
Error.stackTraceLimit = 0;
const options: WorkerData = workerData;

parentPort?.on('message', async (range: { from: number; to: number }) => {
  parentPort?.postMessage(await runMany({ ...options, ...range }));
});

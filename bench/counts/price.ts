/** From counts to dollars. */
import { type Duty, duties } from '../../functions/duties.ts';
import type { Tally } from '../cloud/cloud.ts';
import { model } from '../model.ts';
import { idlePollsPerQueue, prices, sqsRequestsPerMessage, ticksPerMonth } from '../prices.ts';
import type { LifeCycle } from './life-cycle.ts';

export type Bill = Readonly<Record<string, number>>;
export const sumOf = (bill: Bill): number => Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);

/** Waiting for others is billed like work. */
const gigabyteSeconds = ({ busyMs, invocations }: Tally, memoryMb: number): number =>
  ((busyMs + invocations * model.handlerCpuMs) / 1000) * (memoryMb / 1024);

const databaseOf = ({ writes, reads }: Tally): number => writes * prices.writeUnit + reads * prices.readUnit;

/** Of a million posts that come one by one, so that no two share a batch. */
export function pricePerMillion({ by: { api, publisher }, messages }: LifeCycle): Bill {
  const million = 1e6;
  return {
    'write units': (api.writes + publisher.writes) * prices.writeUnit * million,
    'read units': (api.reads + publisher.reads) * prices.readUnit * million,
    'Lambda time':
      (gigabyteSeconds(api, duties.approve.memoryMb) + gigabyteSeconds(publisher, duties.publisher.memoryMb)) *
      prices.gigabyteSecond *
      million,
    'Lambda requests': (api.invocations + publisher.invocations) * prices.lambdaRequest * million,
    'API requests': api.invocations * prices.httpApiRequest * million,
    SQS: messages * sqsRequestsPerMessage * prices.sqsRequest * million,
    KMS: (publisher.decrypts + publisher.dataKeys) * prices.kmsRequest * million,
    logs: (api.logBytes + publisher.logBytes) * prices.logByte * million,
  };
}

const table: readonly Duty[] = Object.values(duties);

/** A month in which nobody does anything. `sweeper` is what some ticks of it took. */
export function priceOfIdleMonth(sweeper: Tally, alarms: number): Bill {
  const queues = table.filter(({ queue }) => queue !== undefined).length;
  const ticks = sweeper.invocations;
  const times = ticksPerMonth / ticks;
  return {
    key: prices.kmsKey,
    alarms: alarms * prices.alarm,
    'empty queues': queues * idlePollsPerQueue * prices.sqsRequest,
    'sweeps: database': databaseOf(sweeper) * times,
    'sweeps: Lambda': (gigabyteSeconds(sweeper, duties.sweeper.memoryMb) * prices.gigabyteSecond + ticks * prices.lambdaRequest) * times,
    'sweeps: logs': sweeper.logBytes * prices.logByte * times,
  };
}

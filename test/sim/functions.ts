/** The functions under test, as production builds them, over simulated ports; and what runs them, as Lambda does. */

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { DutyName } from '../../functions/duties.ts';
import { eraser } from '../../functions/eraser/eraser.ts';
import { forgetRemote } from '../../functions/ports/forget-remote.ts';
import { publisher } from '../../functions/publisher/publisher.ts';
import { sweeper } from '../../functions/sweeper/sweeper.ts';
import { tokenSealer } from '../../lib/aws/token-sealer.ts';
import { AppError } from '../../lib/core/errors.ts';
import type { KeyedHash, KeyService, Now, RandomBytes } from '../../lib/core/ports.ts';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import { hashSecret } from '../../lib/core/secret.ts';
import { graceMs, lookAheadMs } from '../../lib/core/timer.ts';
import { describeError } from '../../lib/log.ts';
import { providers } from '../../lib/providers/registry.ts';
import { allStores } from '../support/all-stores.ts';
import { type Caller, grantedDatabase, grantedPlatform, grantedSealer, grantedSender, requireParameters } from '../support/granted.ts';
import { type Invocation, noInvocation, type Pace, type Slot } from './port-call.ts';
import type { SimQueue } from './sim-queue.ts';
import type { World } from './world.ts';

/** Time limits: infra/service-stack.ts for the publisher, API Gateway's for the API. */
const publisherLimitMs = 90_000;
const eraserLimitMs = 60_000;
const apiLimitMs = 29_000;
const sweeperLimitMs = 60_000;
/** Most port calls before which an invocation that shall die does so. */
const latestCrash = 30;

export type Ended<T> = { kind: 'done'; value: T } | { kind: 'threw'; error: unknown } | { kind: 'died' };

/** Runs `run` in a new invocation of this slot, until it is done or dead. */
export async function invoke<T>(world: World, slot: Slot, limitMs: number, pace: Pace, run: () => Promise<T>): Promise<Ended<T>> {
  const { random, weather, calls, scheduler, story } = world;
  world.invocations += 1;
  const isDoomed = pace !== 'quick' && calls.isFaulty() && random.chance(weather.crash);
  const death = Promise.withResolvers<Ended<T>>();
  const invocation: Invocation = {
    name: `${slot.name}/${world.invocations}`,
    isAlive: true,
    process: slot.current.process.isAlive ? slot.current.process : { isAlive: true, frozen: [] },
    beganAt: scheduler.now(),
    pace,
    calls: 0,
    crash: isDoomed ? { call: random.between(1, latestCrash), side: random.pick(['before', 'after']) } : undefined,
    onFault: new Set(),
    die: (why) => {
      if (!invocation.isAlive) return;
      invocation.isAlive = false;
      invocation.process.isAlive = false;
      story.tell(() => `${invocation.name}  dies ${why}`);
      for (const tell of invocation.onFault) tell();
      death.resolve({ kind: 'died' });
    },
  };
  slot.current = invocation;
  for (const goOn of invocation.process.frozen.splice(0)) scheduler.after(random.between(1, 50), goOn);
  if (weather.clock === 'jumping') slot.skewMs = skew(world);
  scheduler.after(limitMs, () => invocation.die('of its time limit'));
  const ended = run().then(
    (value): Ended<T> => ({ kind: 'done', value }),
    (error: unknown): Ended<T> => ({ kind: 'threw', error }),
  );
  const result = await Promise.race([ended, death.promise]);
  invocation.isAlive = false;
  if (result.kind === 'threw') for (const tell of invocation.onFault) tell();
  return result;
}

const skew = ({ random, weather }: World): number => random.between(-weather.skewMs, weather.skewMs);

export const newSlot = (world: World, name: string): Slot => ({ name, skewMs: skew(world), current: noInvocation });

const clockOf =
  ({ scheduler, weather }: World, slot: Slot): Now =>
  () =>
    new Date((weather.clock === 'frozen' ? slot.current.beganAt : scheduler.now()) + slot.skewMs);

/** A fake key service: a wrapped key is the key and the context it is bound to, in plain sight. */
export function fakeKeys(randomBytes: RandomBytes): KeyService {
  const entries = (context: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(context).sort());
  return {
    generateDataKey: async (context) => {
      const plaintext = randomBytes(32);
      return { plaintext, wrapped: Buffer.concat([plaintext, Buffer.from(entries(context))]) };
    },
    decryptDataKey: async (wrapped, context) => {
      if (Buffer.from(wrapped.subarray(32)).toString() === entries(context)) return Uint8Array.from(wrapped.subarray(0, 32));
      throw new AppError('reconnect', 'token_not_readable', 'The stored connection cannot be used any more. Connect again.');
    },
  };
}

const fakeApp = async (): Promise<{ id: string; secret: string }> => ({ id: '1', secret: 'none' });

export const keyedHash: KeyedHash = async (purpose, value) => hashSecret(`${purpose} ${value}`);

function sendTo({ queue, erase, others }: World, slot: Slot): SendMessage<QueueName> {
  const [publish, erasing, other] = [queue.send(slot), erase.send(slot), others.send(slot)];
  return (name, message, options) => {
    if (name === 'publish') return publish(name, message, options);
    return name === 'erase' && !others.isOurs(name, message) ? erasing(name, message, options) : other(name, message);
  };
}

/** Everything a function of this slot is given: nothing beyond the rights of its duty works. */
export function portsOf(world: World, slot: Slot, duty: DutyName) {
  const { calls, random, database, keys, story } = world;
  const now = clockOf(world, slot);
  const randomBytes: RandomBytes = (count) => random.bytes(count);
  const keyService: KeyService = {
    generateDataKey: (context) => calls.call(slot, 'keys', 'make a data key', () => keys.generateDataKey(context)),
    decryptDataKey: (wrapped, context) => calls.call(slot, 'keys', 'open a data key', () => keys.decryptDataKey(wrapped, context)),
  };
  const who: Caller = () => duty;
  const db = grantedDatabase(who, database.through(slot));
  const all = allStores(db);
  const mediaOrigin = 'https://media.postora.example';
  const platforms = providers({
    http: world.http(slot),
    threads: { ...world.threadsAddresses, appCredentials: fakeApp },
    sandbox: { store: all.sandbox, commit: all.commit, now, randomBytes, mediaOrigin, publicOrigin: 'https://postora.example' },
  });
  return {
    ...all,
    now,
    pause: (ms: number) => calls.timed<void>(slot, `pause ${ms} ms`, ({ answer }) => answer(ms, () => undefined)),
    randomBytes,
    sendMessage: grantedSender(who, sendTo(world, slot)),
    mediaOrigin,
    sealer: grantedSealer(who, tokenSealer(keyService, randomBytes)),
    providers: { ...platforms, threads: grantedPlatform(who, 'threads', platforms.threads) },
    forgetRemote: forgetRemote(all),
    keyedHash: async (...input: Parameters<KeyedHash>) => {
      requireParameters(who, 'hash-key');
      return keyedHash(...input);
    },
    log: (_level: string, event: string, fields: object = {}) =>
      story.tell(() => `${slot.current.name}  log ${event} ${JSON.stringify(fields)}`),
  };
}
export type Ports = ReturnType<typeof portsOf>;

type BatchHandler = (event: SQSEvent, context: ReturnType<typeof contextOf>['context']) => Promise<SQSBatchResponse>;

/** A worker that takes batches from a queue. */
export function addWorker(world: World, queue: SimQueue, slot: Slot, limitMs: number, handler: BatchHandler): void {
  queue.consumers.push({
    slot,
    isBusy: false,
    run: async (event) => {
      const ended = await invoke(world, slot, limitMs, 'usual', () => {
        const { context, early } = contextOf(world, slot, limitMs);
        return Promise.race([handler(event, context), early]);
      });
      return ended.kind === 'done' ? ended.value : undefined;
    },
  });
}

export function addPublisher(world: World, name: string): void {
  const slot = newSlot(world, name);
  addWorker(world, world.queue, slot, publisherLimitMs, publisher(portsOf(world, slot, 'publisher')));
}

export function addEraser(world: World, name: string): void {
  const slot = newSlot(world, name);
  addWorker(world, world.erase, slot, eraserLimitMs, eraser(portsOf(world, slot, 'eraser')));
}

/** The sweeper, called about every minute, now and then by two callers at once. */
export function addSweeper(world: World): void {
  const { scheduler, random, calls, database, weather, witness, others } = world;
  const slots = ['sweeper-1', 'sweeper-2'].map((name) => newSlot(world, name));
  const handlers = slots.map((slot) => ({ slot, handler: sweeper(portsOf(world, slot, 'sweeper')) }));
  let seenThrough = 0;
  /** Would a sweep find nothing to send, whatever its clock shows? Then it only moves marks, which the next one does as well. */
  const isIdle = (): boolean => {
    const overdueBefore = scheduler.now() + weather.skewMs - graceMs;
    const seenBefore = seenThrough - 2 * weather.skewMs;
    seenThrough = scheduler.now() + weather.skewMs + lookAheadMs + 60_000;
    return !database.isDue((at) => at < overdueBefore || (at >= seenBefore && at < seenThrough));
  };
  const tick = (): void => {
    scheduler.after(60_000 + random.between(-3_000, 3_000), tick);
    // Among faults the marks might be moved wrongly.
    if (witness.open() + others.open() === 0 || (!calls.isFaulty() && isIdle())) return;
    const pace = !calls.isFaulty() || random.chance(0.8) ? 'quick' : 'usual';
    for (const { slot, handler } of handlers) {
      if (slot.current.isAlive || (slot !== slots[0] && !random.chance(0.05))) continue;
      void invoke(world, slot, sweeperLimitMs, pace, handler);
    }
  };
  scheduler.after(random.between(0, 60_000), tick);
}

/** One API request: what it answered, or that its caller learned nothing. */
export async function request<T>(
  world: World,
  duty: DutyName,
  name: string,
  run: (ports: Ports) => Promise<T>,
  pace: Pace = world.random.chance(0.5) ? 'quick' : 'usual',
): Promise<Ended<T>> {
  const slot = newSlot(world, name);
  const ended = await invoke(world, slot, apiLimitMs, pace, async () => {
    const ports = portsOf(world, slot, duty);
    await world.deleting?.requireSignedIn(ports.users);
    return run(ports);
  });
  const said =
    ended.kind === 'threw' ? `${ended.kind} ${JSON.stringify(describeError(ended.error)['code'] ?? 'an unexpected error')}` : ended.kind;
  world.story.tell(() => `${name}  ${said}`);
  return ended;
}

/** Longer than any run of ours: middy's own timer goes by the real clock and must not fire. */
const muchMs = 2_000_000_000;

/** A Lambda context. Whoever asks for the remaining time gives up just before it ends (middy, unless told not to): `early` then throws. */
function contextOf({ scheduler, weather }: World, { current }: Slot, limitMs: number) {
  const early = Promise.withResolvers<never>();
  const getRemainingTimeInMillis = (): number => {
    const leftMs = current.beganAt + limitMs - scheduler.now();
    if (weather.hasEarlyTimeOut) scheduler.after(leftMs - 5, () => early.reject(new Error('the early time-out')));
    return muchMs;
  };
  early.promise.catch(() => {});
  const context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'publisher',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:publisher',
    memoryLimitInMB: '256',
    awsRequestId: 'sim',
    logGroupName: 'sim',
    logStreamName: 'sim',
    getRemainingTimeInMillis,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
  return { context, early: early.promise };
}

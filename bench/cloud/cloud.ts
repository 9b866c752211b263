/** Postora on a virtual clock: production handlers and adapters over the memory database, with the model's times and every call counted. */
import { approveRoutes } from '../../functions/approve/routes.ts';
import type { DutyName } from '../../functions/duties.ts';
import { httpHandler } from '../../functions/middleware/http.ts';
import { sessionCookie } from '../../functions/middleware/request.ts';
import { publishRoutes } from '../../functions/publish/routes.ts';
import { publisher } from '../../functions/publisher/publisher.ts';
import { sweeper } from '../../functions/sweeper/sweeper.ts';
import { uploadSigner } from '../../lib/aws/sign-file.ts';
import { tokenSealer } from '../../lib/aws/token-sealer.ts';
import type { KeyService, WholeDatabase } from '../../lib/core/ports.ts';
import { jsonLog } from '../../lib/log.ts';
import type { Http } from '../../lib/providers/http.ts';
import { providers } from '../../lib/providers/registry.ts';
import { endpoints } from '../../lib/providers/threads/endpoints.ts';
import { lambdaContext, originSecret, publicOrigin, type Sending, toAnswer, toEvent } from '../../test/functions/http-event.ts';
import { fakeKeys } from '../../test/sim/functions.ts';
import { seededRandom } from '../../test/sim/random.ts';
import { scheduler as newScheduler, type Scheduler } from '../../test/sim/scheduler.ts';
import { graphUrl } from '../../test/sim/threads-line.ts';
import { type Post, type ThreadsModel, threadsModel } from '../../test/sim/threads-model.ts';
import { weather } from '../../test/sim/weather.ts';
import { allStores } from '../../test/support/all-stores.ts';
import { type Caller, grantedDatabase, grantedSealer, grantedSender } from '../../test/support/granted.ts';
import { memoryDatabase } from '../../test/support/memory-database.ts';
import { countUnits, noUnits, type Units } from '../counts/units.ts';
import { model } from '../model.ts';
import { type Poller, poller } from './poller.ts';

export type Actor = 'api' | 'publisher' | 'sweeper';
/** What one function asked of the outside. `busyMs` is how long its invocations took, waiting included. */
export type Tally = Units & {
  decrypts: number;
  dataKeys: number;
  providerCalls: number;
  logBytes: number;
  invocations: number;
  busyMs: number;
};
export const noTally = (): Tally => ({ ...noUnits(), decrypts: 0, dataKeys: 0, providerCalls: 0, logBytes: 0, invocations: 0, busyMs: 0 });

export const beginAt = Date.parse('2026-11-23T09:00:00.000Z');
export const mediaOrigin = 'https://media.postora.example';
const noApp = async (): Promise<never> => {
  throw new Error('nobody connects here');
};

type Call = { path: string; at: number; endedAt: number };
export type Cloud = ReturnType<typeof virtualCloud>;

/** Each call of the platform takes its time, half before and half after its effect. */
function line(scheduler: Scheduler, platform: ThreadsModel, calls: Call[], tally: Tally): Http {
  return async ({ method, url, query, form, bearer = '', watchFor = [] }) => {
    const call = { path: new URL(url).pathname, at: scheduler.now(), endedAt: 0 };
    calls.push(call);
    tally.providerCalls += 1;
    await scheduler.sleep(model.providerMs / 2);
    const { status, body } = platform.handle({ method, path: call.path, fields: { ...query, ...form }, bearer });
    await scheduler.sleep(model.providerMs / 2);
    call.endedAt = scheduler.now();
    return { kind: 'answer', status, body: JSON.parse(body), seen: watchFor.filter((word) => body.includes(word)) };
  };
}

function slowDatabase(db: WholeDatabase, scheduler: Scheduler): WholeDatabase {
  const wait = () => scheduler.sleep(model.databaseMs);
  return {
    get: (table, key) => wait().then(() => db.get(table, key)),
    query: (input) => wait().then(() => db.query(input)),
    queryDue: (bucket) => wait().then(() => db.queryDue(bucket)),
    commit: (writes) => wait().then(() => db.commit(writes)),
    increment: (key, expiresAt) => wait().then(() => db.increment(key, expiresAt)),
  };
}

function countedKeys(keys: KeyService, scheduler: Scheduler, tally: Tally): KeyService {
  return {
    generateDataKey: async (context) => {
      tally.dataKeys += 1;
      await scheduler.sleep(model.keysMs);
      return keys.generateDataKey(context);
    },
    decryptDataKey: async (wrapped, context) => {
      tally.decrypts += 1;
      await scheduler.sleep(model.keysMs);
      return keys.decryptDataKey(wrapped, context);
    },
  };
}

/** A platform on which every container is ready after exactly the model's time and nothing goes wrong. */
function calmPlatform(scheduler: Scheduler, posts: Post[]): ThreadsModel {
  const random = { ...seededRandom('platform'), between: (_: number, most: number) => most };
  const habits = { ...weather(seededRandom('calm'), true).platform, readyMs: model.containerReadyMs };
  return threadsModel({ now: scheduler.now, isFaulty: () => false, random, weather: habits, onPost: (post) => posts.push(post) });
}

type Options = { seed?: string; cpuMsPerMessage?: number; startAt?: number };

function parts({ seed = 'bench', cpuMsPerMessage = 0, startAt = beginAt }: Options) {
  const random = seededRandom(seed);
  const scheduler = newScheduler(startAt, random);
  const posts: Post[] = [];
  const calls: Call[] = [];
  const memory = memoryDatabase();
  const keys = fakeKeys(random.bytes);
  const platform = calmPlatform(scheduler, posts);
  const queue: Poller = poller(scheduler, cpuMsPerMessage);
  const tallies: Record<Actor, Tally> = { api: noTally(), publisher: noTally(), sweeper: noTally() };
  return { random, scheduler, posts, calls, memory, keys, platform, queue, tallies, now: () => new Date(scheduler.now()) };
}
type Parts = ReturnType<typeof parts>;

/** Everything a function is given; what it does is counted under its name. */
function portsOf({ random, scheduler, calls, memory, keys, platform, queue, tallies, now }: Parts, actor: Actor, duty: DutyName) {
  const tally = tallies[actor];
  const who: Caller = () => duty;
  const all = allStores(slowDatabase(grantedDatabase(who, countUnits(memory, memory.get, tally)), scheduler));
  const http = line(scheduler, platform, calls, tally);
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  return {
    ...all,
    now,
    pause: scheduler.sleep,
    randomBytes: random.bytes,
    publicOrigin,
    mediaOrigin,
    originSecrets: async () => [originSecret],
    sealer: grantedSealer(who, tokenSealer(countedKeys(keys, scheduler, tally), random.bytes)),
    sendMessage: grantedSender(who, queue.send),
    signUpload: uploadSigner({ bucketUrl: 'https://bucket.postora.example', region: 'us-east-1', credentials, signingNow: now }),
    providers: providers({
      http,
      threads: { graphUrl, authorizeUrl: 'https://threads.com/oauth/authorize', appCredentials: noApp },
      sandbox: { store: all.sandbox, commit: all.commit, now, randomBytes: random.bytes, mediaOrigin, publicOrigin },
    }),
    log: jsonLog((text) => {
      tally.logBytes += Buffer.byteLength(text);
    }),
  };
}

/** Notes how long each invocation took. */
async function invoked<T>({ scheduler, tallies }: Parts, actor: Actor, run: () => Promise<T>): Promise<T> {
  const startedAt = scheduler.now();
  const result = await run();
  tallies[actor].invocations += 1;
  tallies[actor].busyMs += scheduler.now() - startedAt;
  return result;
}

export function virtualCloud(options: Options = {}) {
  const all = parts(options);
  const { scheduler, queue, random } = all;
  const handlers = {
    publish: httpHandler(portsOf(all, 'api', 'publish'), publishRoutes),
    approve: httpHandler(portsOf(all, 'api', 'approve'), approveRoutes),
  };
  const work = publisher(portsOf(all, 'publisher', 'publisher'));
  queue.work((event) => invoked(all, 'publisher', () => work(event, lambdaContext)));
  const tick = sweeper(portsOf(all, 'sweeper', 'sweeper'));

  /** One request of a browser with this session. @throws {Error} with the problem, if it was refused */
  async function request(method: string, target: string, session: string, sending: Sending = {}): Promise<unknown> {
    const { duty, event } = toEvent(method, target, [`${sessionCookie}=${session}`], sending, all.now());
    if (duty !== 'publish' && duty !== 'approve') throw new Error(`${duty} does not run here`);
    const answer = toAnswer(await invoked(all, 'api', () => handlers[duty](event, lambdaContext)));
    if (answer.status >= 400) throw new Error(`${method} ${target}: ${answer.text}`);
    return answer.body;
  }

  /** Ticks of the timer: every minute, up to `jitterMs` late. */
  function sweepEveryMinute(jitterMs: number, isOut: () => boolean = () => false): void {
    const next = (minute: number): void => {
      const at = beginAt + minute * 60_000;
      scheduler.after(at - scheduler.now() + random.between(0, jitterMs), () => {
        const whenCutOff = (error: unknown): void => {
          if (!isOut()) throw error;
        };
        if (!isOut()) void invoked(all, 'sweeper', tick).catch(whenCutOff);
        next(minute + 1);
      });
    };
    next(0);
  }
  return { ...all, request, sweepEveryMinute };
}

export const isPublishCall = ({ path }: Call): boolean => path === endpoints.publish.path();

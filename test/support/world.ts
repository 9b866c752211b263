/**
 * A whole Postora in memory: the production handlers over the memory database, a clock that the test moves, seeded random
 * bytes, real sealing over a pretend key service, captured queues, mails and log lines, and a pretend platform.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SQSEvent } from 'aws-lambda';
import { approveRoutes } from '../../functions/approve/routes.ts';
import { authRoutes } from '../../functions/auth/routes.ts';
import { connectRoutes } from '../../functions/connect/routes.ts';
import { deleteRoutes } from '../../functions/delete/routes.ts';
import type { DutyName } from '../../functions/duties.ts';
import { eraser } from '../../functions/eraser/eraser.ts';
import { exporter } from '../../functions/exporter/exporter.ts';
import { inbox } from '../../functions/inbox/inbox.ts';
import { mailer } from '../../functions/mailer/mailer.ts';
import { media } from '../../functions/media/media.ts';
import { httpHandler } from '../../functions/middleware/http.ts';
import { operator } from '../../functions/operator/operator.ts';
import { forgetRemote } from '../../functions/ports/forget-remote.ts';
import { signedRequests } from '../../functions/ports/signed-requests.ts';
import { publishRoutes } from '../../functions/publish/routes.ts';
import { publisher } from '../../functions/publisher/publisher.ts';
import { refresher } from '../../functions/refresher/refresher.ts';
import { retention } from '../../functions/retention/retention.ts';
import { sweeper } from '../../functions/sweeper/sweeper.ts';
import { hmacKeyedHash } from '../../lib/aws/keyed-hash.ts';
import { downloadSigner, uploadSigner } from '../../lib/aws/sign-file.ts';
import { tokenSealer } from '../../lib/aws/token-sealer.ts';
import type { Key, Mail, TableName, WholeDatabase, Write } from '../../lib/core/ports.ts';
import type { Provider } from '../../lib/core/provider.ts';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';
import { jsonLog } from '../../lib/log.ts';
import { sandboxPlatform } from '../../lib/providers/sandbox/platform.ts';
import { sandbox } from '../../lib/providers/sandbox/sandbox.ts';
import { exportSource } from '../../lib/store/export-source.ts';
import {
  type Answer,
  type CookieJar,
  keepCookies,
  lambdaContext,
  originSecret,
  previousOriginSecret,
  publicOrigin,
  type Sending,
  toAnswer,
  toEvent,
} from '../functions/http-event.ts';
import { scriptedProvider } from '../lib/app/scripted-provider.ts';
import { fakeKeyService } from '../lib/aws/fake-key-service.ts';
import { allStores } from './all-stores.ts';
import { seededBytes, startAt } from './builders.ts';
import {
  type Caller,
  grantedDatabase,
  grantedExportFiles,
  grantedMail,
  grantedMediaFiles,
  grantedPlatform,
  grantedRawMails,
  grantedSealer,
  grantedSender,
  grantedSignDownload,
  grantedSignUpload,
  requireParameters,
} from './granted.ts';
import { memoryDatabase } from './memory-database.ts';
import { memoryExports } from './memory-exports.ts';
import { memoryFiles } from './memory-files.ts';
import { memoryRawMails } from './memory-raw-mails.ts';
import { ownMailboxes } from './ses-events.ts';

export type Sent = { queue: QueueName; message: unknown; dueMs: number; group: string | undefined };

const kindOf = ({ pk }: Key): string => pk.split('#')[0] ?? '';

/** DynamoDB refuses keys outside these bounds with an error that is nobody's conflict. */
function requireUsable({ pk, sk }: Key): void {
  const usable = (value: string, most: number) => value !== '' && Buffer.byteLength(value) <= most;
  if (!usable(pk, 2048) || !usable(sk, 1024)) throw new Error('ValidationException: a key attribute is empty or too long');
}

/** Notes every call, refuses what DynamoDB refuses, and lets a test step in just before a commit. */
function observed(
  db: WholeDatabase,
  trace: string[],
  beforeCommit: () => (writes: readonly Write<TableName>[]) => Promise<void>,
): WholeDatabase {
  const keyOf = (write: Write<TableName>): Key => (write.op === 'put' ? write.item : write.key);
  return {
    get: async (table, key) => {
      requireUsable(key);
      trace.push(`get ${table} ${kindOf(key)}`);
      return db.get(table, key);
    },
    query: async (input) => {
      requireUsable({ pk: input.pk, sk: input.skPrefix ?? '-' });
      trace.push(`query ${input.table} ${kindOf({ pk: input.pk, sk: '' })}`);
      return db.query(input);
    },
    queryDue: (bucket) => {
      trace.push('query due');
      return db.queryDue(bucket);
    },
    commit: async (writes) => {
      for (const write of writes) requireUsable(keyOf(write));
      await beforeCommit()(writes);
      trace.push(`commit ${writes.map((write) => `${write.op} ${write.table} ${kindOf(keyOf(write))}`).join(', ')}`);
      return db.commit(writes);
    },
    increment: async (key, expiresAt) => {
      trace.push(`increment ${kindOf(key)}`);
      return db.increment(key, expiresAt);
    },
  };
}

function captureQueue(now: () => Date, trace: string[]) {
  const queued: Sent[] = [];
  const sendMessage: SendMessage<QueueName> = async (queue, message, { delaySeconds = 0, group } = {}) => {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900)
      throw new Error(`SQS refuses a delay of ${delaySeconds}`);
    trace.push(`send ${queue}`);
    queued.push({ queue, message: structuredClone(message), dueMs: now().getTime() + delaySeconds * 1000, group });
  };
  return { queued, sendMessage };
}

/** A batch as SQS delivers it; a string is taken as the raw body. */
export const sqsEvent = (messages: readonly unknown[], receives = 1): SQSEvent => ({
  Records: messages.map((message, i) => ({
    messageId: `message-${i + 1}`,
    receiptHandle: `receipt-${i + 1}`,
    body: typeof message === 'string' ? message : JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:queue',
    awsRegion: 'eu-central-1',
  })),
});

/** Of the Threads app, and of the Meta app around it. */
export const threadsSecrets = ['threads-app-secret', 'meta-app-secret'];

/** Whose function takes the messages of a queue. */
export const consumers = {
  publish: 'publisher',
  refresh: 'refresher',
  mail: 'mailer',
  media: 'media',
  export: 'exporter',
  erase: 'eraser',
} as const satisfies Record<QueueName, DutyName>;

/** Which function is at work at present. One for all worlds: a storage for each makes every await of the ten thousandth world slow. */
const acting = new AsyncLocalStorage<DutyName>();

export type World = ReturnType<typeof world>;
export type Browser = ReturnType<World['browser']>;

/** `provider` stands in for the pretend platform; it is made with the world's clock. `db` takes the place of the memory; dumps are then empty. */
export function world(seed = 1, provider?: (now: () => Date) => Provider, db?: WholeDatabase) {
  let atMs = startAt.getTime();
  let browsers = 0;
  const now = () => new Date(atMs);
  const clock = {
    now,
    advance: (ms: number) => {
      atMs += ms;
    },
  };
  const hooks = { beforeCommit: async (_: readonly Write<TableName>[]): Promise<void> => undefined };
  const trace: string[] = [];
  const logs: string[] = [];
  const mails: Mail[] = [];
  const memory = memoryDatabase();
  const who: Caller = () => acting.getStore();
  /** What a hook does is no function's doing. */
  const beforeCommit = () => (writes: readonly Write<TableName>[]) => acting.exit(() => hooks.beforeCommit(writes));
  /** The function of this duty: whatever it does in it is done with the duty's rights alone. */
  const as =
    <A extends unknown[], R>(duty: DutyName, run: (...args: A) => R): ((...args: A) => R) =>
    (...args) =>
      acting.run(duty, () => run(...args));
  const database = observed(grantedDatabase(who, db ?? memory), trace, beforeCommit);
  const randomBytes = seededBytes(seed);
  const keyService = fakeKeyService(randomBytes);
  const platform = scriptedProvider();
  const { queued, sendMessage } = captureQueue(now, trace);
  const mediaFiles = memoryFiles();
  const rawMails = memoryRawMails();
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const signing = { bucketUrl: 'https://bucket.example.org', region: 'us-east-1', credentials, signingNow: now };
  const mediaOrigin = 'https://media.example.org';
  const all = {
    ...allStores(database),
  };
  const pretend = sandboxPlatform({ store: all.sandbox, commit: all.commit, now, randomBytes, mediaOrigin });
  const deps = {
    ...all,
    now,
    pause: async (ms: number) => clock.advance(ms),
    randomBytes,
    publicOrigin,
    log: jsonLog((line) => logs.push(line)),
    keyedHash: hmacKeyedHash(async () => {
      requireParameters(who, 'hash-key');
      return 'hash key of this world';
    }),
    sealer: grantedSealer(who, tokenSealer(keyService, randomBytes)),
    providers: {
      threads: grantedPlatform(who, 'threads', provider?.(now) ?? platform),
      sandbox: sandbox({ platform: pretend, publicOrigin }),
    },
    forgetRemote: forgetRemote(all),
    sendMessage: grantedSender(who, sendMessage),
    readSignedRequest: signedRequests(async () => {
      requireParameters(who, 'threads-app-secret', 'meta-app-secret');
      return threadsSecrets;
    }),
    mediaFiles: grantedMediaFiles(who, mediaFiles),
    mediaOrigin,
    exportSource: exportSource(database),
    exportFiles: grantedExportFiles(who, memoryExports(mediaFiles, sendMessage)),
    signUpload: grantedSignUpload(who, uploadSigner(signing)),
    signDownload: grantedSignDownload(who, downloadSigner(signing)),
    rawMails: grantedRawMails(who, rawMails),
    operatorAddress: ownMailboxes.operator,
    own: ownMailboxes,
    sendMail: grantedMail(who, async (mail) => {
      trace.push('send mail');
      mails.push(mail);
    }),
    originSecrets: async () => {
      requireParameters(who, 'origin-secret', 'origin-secret-previous');
      return [originSecret, previousOriginSecret];
    },
  };
  const handlers = {
    auth: httpHandler(deps, authRoutes),
    connect: httpHandler(deps, connectRoutes),
    publish: httpHandler(deps, publishRoutes),
    approve: httpHandler(deps, approveRoutes),
    delete: httpHandler(deps, deleteRoutes),
  };
  const isApi = (duty: DutyName): duty is keyof typeof handlers => duty in handlers;
  const queues = {
    publish: publisher(deps),
    refresh: refresher(deps),
    mail: mailer(deps),
    media: media(deps),
    export: exporter(deps),
    erase: eraser(deps),
  };
  const tick = as('sweeper', sweeper(deps));
  const eraseExpired = as('retention', retention(deps));

  async function call(method: string, target: string, sending: Sending = {}, jar: CookieJar = new Map()): Promise<Answer> {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`);
    const { duty, event } = toEvent(method, target, cookies, sending, now());
    if (!isApi(duty)) throw new Error(`${duty} has no routes`);
    const answer = toAnswer(await as(duty, handlers[duty])(event, lambdaContext));
    keepCookies(jar, answer.cookies);
    return answer;
  }

  /** Hands over the earliest message of a queue; the clock follows. A failed one comes back after half a minute. */
  async function deliverOne(queue: QueueName): Promise<boolean> {
    const [next] = queued.filter((sent) => sent.queue === queue).sort((a, b) => a.dueMs - b.dueMs);
    if (!next) return false;
    queued.splice(queued.indexOf(next), 1);
    atMs = Math.max(atMs, next.dueMs);
    const { batchItemFailures } = await as(consumers[queue], queues[queue])(sqsEvent([next.message]), lambdaContext);
    if (batchItemFailures.length > 0) queued.push({ ...next, dueMs: atMs + 30_000 });
    return true;
  }

  /** Hands over everything until the queue is quiet. */
  async function deliver(queue: QueueName): Promise<void> {
    for (let i = 0; i < 500; i += 1) if (!(await deliverOne(queue))) return;
    throw new Error(`${queue} is not quiet after 500 messages`);
  }

  /** Minutes of ordinary life: the sweeper ticks, and what is due is delivered in between. */
  async function live(minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i += 1) {
      const endMs = atMs + 60_000;
      await tick();
      while (queued.some(({ queue, dueMs }) => queue === 'publish' && dueMs < endMs)) await deliverOne('publish');
      atMs = Math.max(atMs, endMs);
    }
  }

  return {
    clock,
    hooks,
    as,
    /** Something that nobody's function does, in the middle of what one does. */
    outside: <R>(run: () => R): R => acting.exit(run),
    trace,
    logs,
    mails,
    keyService,
    mediaFiles,
    rawMails,
    platform,
    queued,
    deps,
    handlers,
    queues,
    call,
    deliver,
    deliverOne,
    live,
    sweep: () => tick(),
    /** The hourly tick: erases what is over. */
    eraseExpired: () => eraseExpired(),
    operate: as('operator', operator(deps)),
    /** A mail to the help address: the event that SES sends. */
    receive: as('inbox', inbox(deps)),
    dump: memory.dump,
    snapshot: memory.snapshot,
    restore: memory.restore,
    /** Everything that is stored, to compare before with after or to search for something that must not be there. */
    stored: () => JSON.stringify([memory.dump('main'), memory.dump('vault'), memory.dump('ledger')]),
    /** A new browser with an address of its own. */
    browser: () => {
      const jar: CookieJar = new Map();
      browsers += 1;
      const usual = { clientIp: `10.0.${browsers >> 8}.${browsers & 255}` };
      return {
        jar,
        request: (method: string, target: string, sending: Sending = {}) => call(method, target, { ...usual, ...sending }, jar),
      };
    },
  };
}

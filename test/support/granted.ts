/**
 * Ports as IAM lets a duty use them: what its rights in functions/duties.ts do not grant is refused here as AWS would refuse it, so that a
 * function which asks for more than its duty fails in memory already. The same rights become statements in infra/constructs/grants.ts.
 */
import { type Duty, type DutyName, duties, type MediaRight, type ParameterName, type TableRight } from '../../functions/duties.ts';
import type { ExportFiles, SignDownload } from '../../lib/core/export-files.ts';
import type { MediaFiles, SignUpload } from '../../lib/core/media-files.ts';
import type { Key, KeyContext, RawMails, SendMail, TableName, TokenSealer, WholeDatabase, Write } from '../../lib/core/ports.ts';
import type { QueueName, SendMessage } from '../../lib/core/queue.ts';

/** In AWS's words: lib/log.ts reads from them what was denied. */
export class AccessDenied extends Error {
  constructor(duty: DutyName, action: string, resource: string) {
    super(`User: arn:aws:sts::111122223333:assumed-role/${duty} is not authorized to perform: ${action} on resource: ${resource}`);
    this.name = 'AccessDeniedException';
  }
}

/** Whose call it is; undefined for the test itself, which may do everything. */
export type Caller = () => DutyName | undefined;

const table: Record<DutyName, Duty> = duties;
type TableAction = TableRight['actions'][number];

/** Key prefixes of an action. */
const keysOf = (duty: DutyName, on: TableRight['on'] | 'due', action: TableAction): readonly string[] =>
  table[duty].rights.flatMap((right) =>
    'keys' in right && right.on === on && right.actions.some((one) => one === action) ? right.keys : [],
  );

/** Looked up once: a tick of the timer looks into a hundred buckets. */
const buckets = new Map<DutyName, readonly string[]>();

function bucketsOf(duty: DutyName): readonly string[] {
  const known = buckets.get(duty);
  if (known) return known;
  const keys = keysOf(duty, 'due', 'Query');
  buckets.set(duty, keys);
  return keys;
}

function requireItem(who: Caller, on: TableRight['on'] | 'due', action: TableAction, pk: string): void {
  const duty = who();
  if (duty === undefined) return;
  const granted = on === 'due' ? bucketsOf(duty) : keysOf(duty, on, action);
  if (!granted.some((key) => pk.startsWith(key))) throw new AccessDenied(duty, `dynamodb:${action}`, `${on} ${pk.split('#')[0]}#`);
}

const actionOf = { put: 'PutItem', delete: 'DeleteItem', check: 'ConditionCheckItem' } as const satisfies Record<
  Write<TableName>['op'],
  TableAction
>;
const keyOf = (write: Write<TableName>): Key => (write.op === 'put' ? write.item : write.key);

export const grantedDatabase = (who: Caller, db: WholeDatabase): WholeDatabase => ({
  get: async (on, key) => {
    requireItem(who, on, 'GetItem', key.pk);
    return db.get(on, key);
  },
  query: async (input) => {
    requireItem(who, input.table, 'Query', input.pk);
    return db.query(input);
  },
  // Not async: most buckets are empty, and each promise around them costs.
  queryDue: (bucket) => {
    try {
      requireItem(who, 'due', 'Query', bucket);
    } catch (error) {
      return Promise.reject(error);
    }
    return db.queryDue(bucket);
  },
  commit: async (writes) => {
    for (const write of writes) requireItem(who, write.table, actionOf[write.op], keyOf(write).pk);
    return db.commit(writes);
  },
  increment: async (key, expiresAt) => {
    requireItem(who, 'main', 'UpdateItem', key.pk);
    return db.increment(key, expiresAt);
  },
});

export const grantedSender =
  (who: Caller, send: SendMessage<QueueName>): SendMessage<QueueName> =>
  async (queue, message, options) => {
    const duty = who();
    const isGranted = duty === undefined || table[duty].rights.some(({ on }) => on === `${queue}-queue`);
    if (!isGranted) throw new AccessDenied(duty, 'sqs:SendMessage', `${queue}-queue`);
    return send(queue, message, options);
  };

function requireObject(who: Caller, action: MediaRight['actions'][number], key: string): void {
  const duty = who();
  if (duty === undefined) return;
  const isGranted = table[duty].rights.some(
    (right) => right.on === 'media-bucket' && right.actions.includes(action) && right.prefixes.some((prefix) => key.startsWith(prefix)),
  );
  if (!isGranted) throw new AccessDenied(duty, `s3:${action}`, key);
}

export const grantedMediaFiles = (who: Caller, files: MediaFiles): MediaFiles => ({
  head: async (key) => {
    requireObject(who, 'GetObject', key);
    return files.head(key);
  },
  read: async (key, ...rest) => {
    requireObject(who, 'GetObject', key);
    return files.read(key, ...rest);
  },
  publish: async (input) => {
    requireObject(who, 'GetObject', input.from);
    requireObject(who, 'PutObject', input.to);
    return files.publish(input);
  },
  remove: async (key) => {
    requireObject(who, 'DeleteObject', key);
    return files.remove(key);
  },
});

export const grantedExportFiles = (who: Caller, files: ExportFiles): ExportFiles => ({
  write: async (key, entries) => {
    requireObject(who, 'PutObject', key);
    return files.write(key, entries);
  },
  remove: async (key) => {
    requireObject(who, 'DeleteObject', key);
    return files.remove(key);
  },
});

/** An address is signed in the name of the function, and allows no more than the function may do. */
export const grantedSignUpload =
  (who: Caller, sign: SignUpload): SignUpload =>
  async (input) => {
    requireObject(who, 'PutObject', input.key);
    return sign(input);
  };
export const grantedSignDownload =
  (who: Caller, sign: SignDownload): SignDownload =>
  async (input) => {
    requireObject(who, 'GetObject', input.key);
    return sign(input);
  };

function requireOn(who: Caller, on: 'mail' | 'raw-mail', action: string): void {
  const duty = who();
  if (duty !== undefined && !table[duty].rights.some((right) => right.on === on)) throw new AccessDenied(duty, action, on);
}

export const grantedMail =
  (who: Caller, send: SendMail): SendMail =>
  async (mail) => {
    requireOn(who, 'mail', 'ses:SendEmail');
    return send(mail);
  };
export const grantedRawMails = (who: Caller, mails: RawMails): RawMails => ({
  read: async (mailId, maxBytes) => {
    requireOn(who, 'raw-mail', 's3:GetObject');
    return mails.read(mailId, maxBytes);
  },
});

/** Reading a secret that the duty does not name. */
export function requireParameters(who: Caller, ...names: ParameterName[]): void {
  const duty = who();
  if (duty === undefined) return;
  const granted = table[duty].rights.flatMap((right) => (right.on === 'parameters' ? right.names : []));
  const missing = names.find((name) => !granted.includes(name));
  if (missing !== undefined) throw new AccessDenied(duty, 'ssm:GetParameters', missing);
}

/** Every name of the context present, no other, and the fixed ones as they are listed. */
function requireKey(who: Caller, action: 'GenerateDataKey' | 'Decrypt', context: KeyContext): void {
  const duty = who();
  if (duty === undefined) return;
  const names = Object.keys(context).sort().join();
  const isGranted = table[duty].rights.some(
    (right) =>
      right.on === 'token-key' &&
      right.actions.includes(action) &&
      [...right.contextKeys].sort().join() === names &&
      Object.entries(right.context).every(([name, value]) => context[name] === value),
  );
  if (!isGranted) throw new AccessDenied(duty, `kms:${action}`, `token-key ${names}`);
}

export const grantedSealer = (who: Caller, sealer: TokenSealer): TokenSealer => ({
  seal: async (token, context) => {
    requireKey(who, 'GenerateDataKey', context);
    return sealer.seal(token, context);
  },
  open: async (sealed, wrapped, context) => {
    requireKey(who, 'Decrypt', context);
    return sealer.open(sealed, wrapped, context);
  },
});

/** A duty without the right has no way to the internet at all. */
export function grantedPlatform<P extends object>(who: Caller, name: 'threads', platform: P): P {
  return new Proxy(platform, {
    get: (target, property, receiver) => {
      const duty = who();
      const isGranted = duty === undefined || table[duty].rights.some((right) => right.on === 'providers' && right.names.includes(name));
      if (!isGranted) throw new AccessDenied(duty, 'internet', name);
      return Reflect.get(target, property, receiver);
    },
  });
}

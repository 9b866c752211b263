/** The whole of Postora in memory on the Threads simulator, every port of it watched: what comes out is kept, and each call can be made to fail. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { signedRequests } from '../../functions/ports/signed-requests.ts';
import { hmacKeyedHash } from '../../lib/aws/keyed-hash.ts';
import { downloadSigner, uploadSigner } from '../../lib/aws/sign-file.ts';
import { httpClient } from '../../lib/providers/http.ts';
import { threads } from '../../lib/providers/threads/threads.ts';
import { startThreads, type ThreadsSimulator } from '../../local/threads/start.ts';
import type { Answer, Sending } from '../functions/http-event.ts';
import { publicOrigin } from '../functions/http-event.ts';
import { startAt } from '../support/builders.ts';
import { patientLine } from '../support/patient-line.ts';
import { readZip } from '../support/read-zip.ts';
import { type Browser, type World, world } from '../support/world.ts';
import { type Line, openLine } from './line.ts';
import { errorText, Recorder } from './record.ts';
import { Secrets } from './secrets.ts';
import { portSinks, providerSinks, queueSinks, tableSinks } from './sinks.ts';

/** A secret that no source, page or message holds by chance. */
export const canary = (): string => randomBytes(24).toString('base64url');
/** Bytes, so that every encoding has something to do. */
export const canaryText = (): string => `<${randomBytes(9).toString('base64url')}> "${randomBytes(9).toString('hex')}" & 🌧 ${canary()}`;
export const canaryAddress = (): string => `${randomBytes(8).toString('hex')}@${randomBytes(6).toString('hex')}.example`;

const codeSchema = z.object({ code: z.string() });
const grantedSchema = z.object({ accessToken: z.string() });

export type Watched = {
  world: World;
  simulator: ThreadsSimulator;
  line: Line;
  secrets: Secrets;
  record: Recorder;
  /** Ports and methods that were ever called, as `users.get`. */
  called: ReadonlySet<string>;
  /** The named method fails from now on with this error; undefined ends it. */
  breakPort: (name: string | undefined, error?: () => Error) => void;
  /** The account at the simulator: nothing else is called like it. */
  account: string;
  /** Takes in what lies somewhere at this moment. */
  gather: () => void;
  close: () => Promise<void>;
};

type Watch = { record: Recorder; called: Set<string>; broken: { name: string | undefined; error: () => Error } };
type Seen = (method: string, result: unknown) => void;

/** Notes the call by its name, keeps what it throws, and breaks it if it is the one that is to be broken. */
function run<R>({ record, called, broken }: Watch, name: string, act: () => R, seen: Seen = () => undefined): R {
  const keep = (error: unknown): void => {
    // While we throw, errors hold what we put there.
    if (broken.name === undefined) record.error(name, error);
  };
  called.add(name);
  if (broken.name === name) throw broken.error();
  try {
    const result = act();
    if (result instanceof Promise) result.then((value) => seen(name, value), keep);
    else seen(name, result);
    return result;
  } catch (error) {
    keep(error);
    throw error;
  }
}

const watchFunction = <T extends (...args: never[]) => unknown>(watch: Watch, name: string, port: T): T =>
  new Proxy(port, { apply: (target, self, args) => run(watch, name, () => Reflect.apply(target, self, args)) });

const watchMethods = <T extends object>(watch: Watch, name: string, port: T, seen?: Seen): T =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      return (...args: unknown[]) => run(watch, `${name}.${key}`, () => Reflect.apply(value, target, args), seen);
    },
  });

/** Every port in its place is the watched one from here on; handlers look them up at each call. */
function watchPorts(w: World, watch: Watch): void {
  const { deps } = w;
  for (const name of Object.keys(deps)) if (!Object.hasOwn(portSinks, name)) throw new Error(`nobody says where ${name} is searched`);
  const quiet = ['now', 'randomBytes', 'log', 'providers'];
  for (const [name, port] of Object.entries(deps)) {
    if (quiet.includes(name) || typeof port === 'string') continue;
    Object.assign(deps, { [name]: typeof port === 'function' ? watchFunction(watch, name, port) : watchMethods(watch, name, port) });
  }
}

/** What each port gives away is kept at its sink. */
function keepOutput(w: World, record: Recorder, secrets: Secrets, watch: Watch): Uint8Array[] {
  const { deps, keyService } = w;
  const { sendMessage, sendMail, sealer, exportFiles } = deps;
  const buffers: Uint8Array[] = [];
  w.hooks.beforeCommit = async (writes) => {
    for (const write of writes)
      if (write.op === 'put') record.value(tableSinks[write.table], `${write.item.pk.split('#')[0]}#`, write.item);
  };
  deps.sendMessage = async (queue, message, options) => {
    if (queue === 'erase') secrets.add('deletion_code', z.parse(codeSchema, message).code);
    record.value(queueSinks[queue], 'message', { message, group: options?.group });
    return sendMessage(queue, message, options);
  };
  deps.sendMail = async (mail) => {
    secrets.addLinks(mail.text);
    record.value('mails', 'mail', mail);
    return sendMail(mail);
  };
  deps.sealer = {
    seal: (token, context) => sealer.seal(token, context),
    open: async (...input) => {
      const opened = await sealer.open(...input);
      buffers.push(opened);
      return opened;
    },
  };
  deps.exportFiles = {
    ...exportFiles,
    write: async (key, entries) => {
      const written = await exportFiles.write(key, entries);
      record.text('files', 'key', key);
      keepExport(record, w.mediaFiles.get(key)?.bytes ?? Buffer.alloc(0));
      return written;
    },
  };
  for (const [name, provider] of Object.entries(deps.providers)) {
    const sink = providerSinks[provider.name];
    const seen: Seen = (method, result) => {
      const granted = z.safeParse(grantedSchema, result);
      // The account that begins a token of the sandbox is no secret.
      if (granted.success) secrets.add('access_token', granted.data.accessToken.split('.').at(-1));
      record.value(sink, method.split('.').at(-1) ?? '', result);
    };
    Object.assign(deps.providers, { [name]: watchMethods(watch, `providers.${name}`, provider, seen) });
  }
  keepKeys(keyService, record, secrets, buffers);
  return buffers;
}

/** Lists element by element, so that each value has a place of its own. */
function keepExport(record: Recorder, zip: Uint8Array): void {
  for (const [name, content] of readZip(Buffer.from(zip))) {
    if (!name.endsWith('.json')) record.text('exports', name.replace(/^media\/.*/, 'media'), content);
    else for (const element of z.parse(z.array(z.unknown()), JSON.parse(content.toString('utf8')))) record.value('exports', name, element);
  }
}

function keepKeys(keyService: World['keyService'], record: Recorder, secrets: Secrets, buffers: Uint8Array[]): void {
  const { generateDataKey, decryptDataKey } = keyService;
  const keep = (plaintext: Uint8Array): void => {
    secrets.add('data_key', plaintext);
    buffers.push(plaintext);
  };
  keyService.generateDataKey = async (context) => {
    record.value('key contexts', 'GenerateDataKey', context);
    const made = await generateDataKey(context);
    keep(made.plaintext);
    secrets.add('wrapped_key', made.wrapped);
    return made;
  };
  keyService.decryptDataKey = async (wrapped, context) => {
    record.value('key contexts', 'Decrypt', context);
    const plaintext = await decryptDataKey(wrapped, context);
    keep(plaintext);
    return plaintext;
  };
}

/** Secrets of the stage, each a canary instead of the usual readable one. */
function plantCanaries(w: World, secrets: Secrets): { originSecret: string } {
  const [originSecret = '', previous = '', hashKey = '', secretAccessKey = ''] = Array.from({ length: 4 }, canary);
  for (const secret of [originSecret, previous]) secrets.add('origin_secret', secret);
  secrets.add('hash_key', hashKey);
  secrets.add('aws_secret', secretAccessKey);
  const signer = { bucketUrl: 'https://bucket.example.org', region: 'us-east-1', signingNow: w.clock.now };
  w.deps.originSecrets = async () => [originSecret, previous];
  w.deps.keyedHash = hmacKeyedHash(async () => hashKey);
  const signing = { ...signer, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey } };
  w.deps.signUpload = uploadSigner(signing);
  w.deps.signDownload = downloadSigner(signing);
  return { originSecret };
}

/** Ids are of no interest in a place: all answers of one route have the same. */
const placeOf = (method: string, target: string): string =>
  `${method} ${target
    .split('?')[0]
    ?.replace(/[a-z]+_[0-9A-HJKMNP-TV-Z]{26}/g, '{id}')
    .replace(/(?<=\/deletions?\/)[\w-]{43}/, '{code}')}`;

/** A browser whose answers are kept, and whose cookies are canaries. */
function watchBrowser(browser: Browser, originSecret: string, record: Recorder, secrets: Secrets): Browser {
  const keep = (place: string, { status, headers, cookies, text, body }: Answer): void => {
    record.text('answers', `${place} status`, String(status));
    for (const [name, value] of Object.entries(headers)) record.text('answers', `${place} header ${name}`, `${name}: ${value}`);
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      record.text('answers', `${place} cookie ${name}`, cookie);
      secrets.add(name.endsWith('session') ? 'session_cookie' : 'browser_cookie', value);
    }
    if (body === undefined) record.text('answers', `${place} body`, text);
    else record.value('answers', `${place} body`, body);
  };
  return {
    jar: browser.jar,
    request: async (method: string, target: string, sending: Sending = {}) => {
      const headers = { 'x-postora-origin': originSecret, ...sending.headers };
      const answer = await browser.request(method, target, { ...sending, headers });
      keep(placeOf(method, target), answer);
      return answer;
    },
  };
}

/** Lambda prints what a handler throws: message, stack and causes are then a log line. */
const printed =
  (record: Recorder) =>
  (error: unknown): never => {
    record.text('logs', 'printed by Lambda', errorText(error));
    throw error;
  };

/** Postora, watched from its first call on. The simulator's clock is that of the world. */
export async function openWatched(): Promise<Watched> {
  const [record, secrets] = [new Recorder(), new Secrets()];
  const watch: Watch = { record, called: new Set(), broken: { name: undefined, error: () => new Error('broken') } };
  const line = openLine(record);
  const appSecret = canary();
  secrets.add('app_secret', appSecret);
  let nowOf = () => startAt;
  const redirectUris = [`${publicOrigin}/oauth/threads/callback`];
  const { fetch, timeout, onHang } = patientLine(line.fetch);
  const simulator = await startThreads({ redirectUris, appSecret, realNow: () => nowOf().getTime(), onHang });
  const account = `u${randomBytes(6).toString('hex')}.${randomBytes(6).toString('hex')}`;
  simulator.control.addAccount({ username: account, name: 'Ada' });
  secrets.add('handle', account);
  const http = httpClient({ allowedOrigins: [simulator.url], fetch, timeoutMs: 20_000, timeout });
  const w = world(1, (now) => {
    nowOf = now;
    const authorizeUrl = `${simulator.url}/oauth/authorize`;
    return threads({ http, graphUrl: simulator.url, authorizeUrl, appCredentials: async () => simulator.app });
  });
  const { originSecret } = plantCanaries(w, secrets);
  w.deps.readSignedRequest = signedRequests(async () => [appSecret]);
  const buffers = keepOutput(w, record, secrets, watch);
  watchPorts(w, watch);
  const { sweep, eraseExpired, operate, receive } = w;
  w.sweep = () => sweep().catch(printed(record));
  w.eraseExpired = () => eraseExpired().catch(printed(record));
  w.receive = (event) => receive(event).catch(printed(record));
  w.operate = (command) => operate(command).catch(printed(record));
  for (const [name, handler] of Object.entries(w.handlers)) {
    handler.onError(({ error }) => {
      if (watch.broken.name === undefined) record.error(`route of ${name}`, error);
    });
  }
  const { browser } = w;
  w.browser = () => watchBrowser(browser(), originSecret, record, secrets);
  const gather = (): void => {
    for (const log of w.logs) record.text('logs', 'line', log);
    for (const buffer of buffers) record.text('cleared buffers', 'buffer', buffer);
    for (const key of w.mediaFiles.keys()) record.text('files', 'key', `${key} ${w.mediaFiles.get(key)?.contentType}`);
    for (const [table, sink] of Object.entries(tableSinks))
      for (const item of w.dump(table === 'main' || table === 'vault' ? table : 'ledger'))
        record.value(sink, `${item.pk.split('#')[0]}#`, item);
    for (const token of simulator.control.tokens()) secrets.add(token.startsWith('THQVJ') ? 'short_token' : 'access_token', token);
  };
  return {
    world: w,
    account,
    simulator,
    line,
    secrets,
    record,
    called: watch.called,
    breakPort: (name, error = watch.broken.error) => Object.assign(watch.broken, { name, error }),
    gather,
    close: async () => {
      gather();
      await simulator.close();
    },
  };
}

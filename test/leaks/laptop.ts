/** A short life on the laptop cloud: real processes, real adapters, every AWS call on the wire, and all that is left in the data folder. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { CloudOptions } from '../../local/cloud-options.ts';
import { parameterPrefix } from '../../local/parameters.ts';
import { storedItems } from '../../local/search-secrets.ts';
import {
  acceptAndSignIn,
  connectThreads,
  disconnect,
  expectStatus,
  proveAgain,
  until,
  type Visitor,
  visitor,
} from '../../local/visitor.ts';
import { jpeg } from '../support/media-files.ts';
import { Recorder, type Verdict } from './record.ts';
import { parameterKinds, Secrets } from './secrets.ts';
import { canaryAddress, canaryText } from './watched-world.ts';

/** Files that are meant to hold secrets: the laptop's own, readable by its user alone, and all that the pretend platform keeps. */
const meantToHoldSecrets = /^(parameters\.json|kms-seed|dynamodb-key|threads\/)/;

/** A wrapped key begins with its version and the id of what wrapped it: no secret. */
const headerBytes = 1 + 36;

const inviteSchema = z.object({ invite_url: z.string() });
const postSchema = z.object({ id: z.string(), hash: z.string(), status: z.string() });
const itemSchema = z.looseObject({ pk: z.object({ S: z.string() }) });
const uploadSchema = z.object({ id: z.string(), upload: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }) });
const exportSchema = z.object({ id: z.string(), state: z.string() });
const deletionSchema = z.object({ code: z.string(), state: z.string().optional() });
const downloadSchema = z.object({ url: z.string() });
const mediaSchema = z.object({ state: z.string() });
const keySchema = z.object({ Plaintext: z.string(), CiphertextBlob: z.string().optional() });
const parametersSchema = z.record(z.string(), z.object({ value: z.string() }));

/** Every call with its input; what KMS hands out is a canary from then on. */
const watchCalls =
  (record: Recorder, secrets: Secrets): NonNullable<CloudOptions['onCall']> =>
  (caller, { service, operation, input }, answer) => {
    record.value('laptop AWS calls', `${service} ${operation}`, { caller, input });
    if (service !== 'kms') return;
    const key = keySchema.safeParse(JSON.parse(answer.body.toString('utf8')));
    if (!key.success) return;
    secrets.add('data_key', Buffer.from(key.data.Plaintext, 'base64'));
    secrets.add('wrapped_key', Buffer.from(key.data.CiphertextBlob ?? '', 'base64').subarray(headerBytes));
  };

/** Codes and states are told by the addresses that this browser is sent to. */
function watchBrowser(browser: Visitor, secrets: Secrets): Visitor {
  return {
    cookie: browser.cookie,
    call: async (method, path, body, headers) => {
      const { pathname, searchParams } = new URL(path, 'http://localhost');
      if (pathname.startsWith('/oauth/')) {
        secrets.add('oauth_state', searchParams.get('state') ?? undefined);
        secrets.add('oauth_code', searchParams.get('code') ?? undefined);
      }
      const answer = await browser.call(method, path, body, headers);
      secrets.add('session_cookie', browser.cookie('__Host-postora-session'));
      secrets.add('browser_cookie', browser.cookie('__Host-postora-browser'));
      return answer;
    },
  };
}

async function publishOne(browser: Visitor, targets: string[], text: string): Promise<void> {
  const { id, hash } = postSchema.parse(expectStatus(await browser.call('POST', '/v1/posts', { text, targets }), 201).body);
  expectStatus(await browser.call('POST', `/v1/posts/${id}/approve`, { expected_hash: hash }), 200);
  await until('the post to be published', async () => {
    const post = postSchema.parse((await browser.call('GET', `/v1/posts/${id}`)).body);
    return post.status === 'published' ? true : undefined;
  });
}

/** A picture, from its signed address to the check. */
async function uploadOne(browser: Visitor, secrets: Secrets): Promise<void> {
  const file = jpeg({ width: 640, height: 480 });
  const body = { content_type: 'image/jpeg', size_bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') };
  const { id, upload } = uploadSchema.parse(expectStatus(await browser.call('POST', '/v1/media', body), 201).body);
  secrets.add('upload_signature', new URL(upload.url).searchParams.get('X-Amz-Signature') ?? undefined);
  const { status } = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(file) });
  if (status !== 200) throw new Error(`the upload was answered ${status}`);
  await until('the upload to be checked', async () => {
    const { state } = mediaSchema.parse((await browser.call('GET', `/v1/media/${id}`)).body);
    return state === 'ready' ? true : undefined;
  });
}

/** A copy of everything, made by the exporter and fetched from its signed address. */
async function exportAll(browser: Visitor, secrets: Secrets): Promise<void> {
  const { id } = exportSchema.parse(expectStatus(await browser.call('POST', '/v1/exports', {}), 202).body);
  await until('the export to be ready', async () => {
    const { state } = exportSchema.parse((await browser.call('GET', `/v1/exports/${id}`)).body);
    return state === 'ready' ? true : undefined;
  });
  const { url } = downloadSchema.parse(expectStatus(await browser.call('POST', `/v1/exports/${id}/download`, {}), 200).body);
  secrets.add('download_signature', new URL(url).searchParams.get('X-Amz-Signature') ?? undefined);
  const { status } = await fetch(url);
  if (status !== 200) throw new Error(`the download was answered ${status}`);
}

async function live(cloud: Cloud, secrets: Secrets, say: (step: string) => void): Promise<void> {
  const address = canaryAddress();
  secrets.add('address', address);
  say('a person arrives on the laptop cloud');
  const browser = watchBrowser(visitor(cloud.origin), secrets);
  const invited = await cloud.invoke('operator', { command: 'invite', address });
  if (invited.kind !== 'ok') throw new Error('the operator could not invite');
  const { invite_url: url } = inviteSchema.parse(invited.value);
  await acceptAndSignIn(cloud, browser, url, address);
  const account = (await cloud.threads?.accounts())?.[0]?.id ?? '';
  const connection = (await connectThreads(browser, account)).searchParams.get('connected') ?? '';
  say('it posts, in the best case and in the worst');
  for (const fault of [undefined, 'drop_after'] as const) {
    const text = canaryText();
    secrets.add('post_text', text);
    if (fault) await cloud.threads?.addFault({ name: fault, call: 'publish', account, times: 1 });
    await publishOne(browser, [connection], text);
  }
  await uploadOne(browser, secrets);
  const stray = browser.cookie('__Host-postora-session') ?? '';
  for (const path of [`/v1/posts/${stray}`, `/v1/nothing/${stray}?token=${stray}`, `/oauth/threads/callback?code=${stray}&state=${stray}`])
    await browser.call('GET', path);
  await browser.call('POST', '/v1/posts', `{"${stray}":`);
  await proveAgain(cloud, browser, address);
  say('it takes a copy along');
  await exportAll(browser, secrets);
  await disconnect(browser, connection);
}

/** Somebody comes in and goes for good at once. */
async function comeAndGo(cloud: Cloud, secrets: Secrets): Promise<void> {
  const address = canaryAddress();
  secrets.add('address', address);
  const browser = watchBrowser(visitor(cloud.origin), secrets);
  const invited = await cloud.invoke('operator', { command: 'invite', address });
  if (invited.kind !== 'ok') throw new Error('the operator could not invite');
  await acceptAndSignIn(cloud, browser, inviteSchema.parse(invited.value).invite_url, address);
  const { code } = deletionSchema.parse(expectStatus(await browser.call('POST', '/v1/deletions', { scope: 'everything' }), 202).body);
  secrets.add('deletion_code', code);
  await until(
    'the end of the deletion',
    async () => {
      const { state } = deletionSchema.parse(expectStatus(await browser.call('GET', `/v1/deletions/${code}`), 200).body);
      return state === 'done' ? true : undefined;
    },
    60_000,
  );
  await browser.call('GET', `/deletion/${code}`);
  const queues = cloud.templates.ofType('AWS::SQS::Queue').map(({ names }) => names.attributes['QueueName'] ?? '');
  const isQueued = () => queues.some((name) => JSON.stringify(cloud.messages(name)).includes(code));
  await until('its last message', () => !isQueued() || undefined, 60_000);
}

async function gather(cloud: Cloud, dataDir: string, secrets: Secrets): Promise<void> {
  const parameters = parametersSchema.parse(JSON.parse(await readFile(join(dataDir, 'parameters.json'), 'utf8')));
  for (const [name, kind] of Object.entries(parameterKinds))
    if (kind !== 'public') secrets.add(kind, parameters[`${parameterPrefix}/${name}`]?.value);
  for (const { text } of cloud.mail.list()) secrets.addLinks(text);
  for (const token of (await cloud.threads?.tokens()) ?? []) secrets.add(token.startsWith('THQVJ') ? 'short_token' : 'access_token', token);
}

async function keep(cloud: Cloud, dataDir: string, record: Recorder): Promise<void> {
  for (const { source, text } of cloud.logs.lines()) record.text('laptop logs', source, text);
  for (const table of cloud.tables.names)
    for (const item of await storedItems(cloud, table)) {
      const stored = itemSchema.parse(JSON.parse(item));
      record.value('laptop tables', `${stored.pk.S.split('#')[0]}#`, stored);
    }
  for (const { names } of cloud.templates.ofType('AWS::SQS::Queue'))
    record.text('laptop queues', 'messages', JSON.stringify(cloud.messages(names.attributes['QueueName'] ?? '')));
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = relative(dataDir, join(entry.parentPath, entry.name));
    if (entry.isFile() && !meantToHoldSecrets.test(path)) record.text('laptop files', path, await readFile(join(dataDir, path)));
  }
}

export async function searchLaptop(say: (step: string) => void): Promise<Verdict> {
  const [record, secrets] = [new Recorder(), new Secrets()];
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-leaks-'));
  say('the laptop cloud starts');
  const cloud = await startCloud({ dataDir, speed: 20, persist: false, onCall: watchCalls(record, secrets) });
  try {
    await live(cloud, secrets, say);
    say('another one comes and goes');
    await comeAndGo(cloud, secrets);
    say('its tables, queues, calls, logs and files are searched');
    await gather(cloud, dataDir, secrets);
    await keep(cloud, dataDir, record);
    return record.judge('laptop', secrets);
  } finally {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

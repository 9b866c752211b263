/** `npm run tour`: the whole main job over HTTP on a fresh laptop cloud, each step printed. The last line is a figure. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Cloud, startCloud } from './cloud.ts';
import { countHits, storedItems } from './search-secrets.ts';
import { acceptAndSignIn, connectThreads, expectStatus, until, type Visitor, visitor } from './visitor.ts';

const help = `npm run tour -- [options]

Runs Postora's main job on a fresh laptop cloud in a folder of its own and prints each step.

  --speed N        how much faster than real time (default 10)
  --kill FUNCTION  end the processes of this function with SIGKILL while the post is on its way (for example publisher)
  --help           this text

The last line is "1 public post"; anything else, and exit code 1, is a failure.
`;

const address = 'ada@example.org';
const text = 'Hello from the tour. One approval, one post. 👋';

const postSchema = z.object({
  id: z.string(),
  hash: z.string(),
  status: z.string(),
  publications: z.array(z.object({ state: z.string(), permalink: z.nullable(z.string()), steps: z.array(z.object({ what: z.string() })) })),
});
const connectionsSchema = z.object({
  data: z.array(z.object({ id: z.string(), username: z.string(), name: z.string(), biography: z.string(), picture_url: z.string() })),
});
const inviteSchema = z.object({ invite_url: z.string() });

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const done: string[] = [];
function step(line: string): void {
  done.push(line);
  out(`${String(done.length).padStart(2)}  ${line}`);
}

async function signIn(cloud: Cloud, browser: Visitor): Promise<void> {
  const invited = await cloud.invoke('operator', { command: 'invite', address });
  step(`invited ${address}`);
  await acceptAndSignIn(cloud, browser, inviteSchema.parse(invited.kind === 'ok' ? invited.value : invited.error).invite_url, address);
  expectStatus(await browser.call('GET', '/v1/me'), 200);
  step('signed in by the mailed link');
}

async function connect(browser: Visitor, account: string): Promise<string> {
  const landed = await connectThreads(browser, account);
  if (!landed.searchParams.has('connected')) throw new Error(`connecting ended at ${landed.search}`);
  const { data } = connectionsSchema.parse(expectStatus(await browser.call('GET', '/v1/connections'), 200).body);
  const [connection] = data;
  if (!connection) throw new Error('there is no connection');
  step(`connected @${connection.username} (${connection.name}: "${connection.biography}")`);
  return connection.id;
}

async function approve(browser: Visitor, connectionId: string): Promise<string> {
  const written = expectStatus(await browser.call('POST', '/v1/posts', { text, targets: [connectionId] }), 201);
  const post = postSchema.parse(written.body);
  step(`wrote a post, content hash ${post.hash.slice(0, 12)}…`);
  const path = `/v1/posts/${post.id}/approve`;
  expectStatus(await browser.call('POST', path, { expected_hash: '0'.repeat(64) }), 409);
  step('an approval of other content is refused (409)');
  expectStatus(await browser.call('POST', path, { expected_hash: post.hash }), 200);
  step('approved exactly this content');
  return post.id;
}

async function watch(browser: Visitor, postId: string): Promise<string> {
  let seen = 0;
  return until(
    'a permalink',
    async () => {
      const [publication] = postSchema.parse(expectStatus(await browser.call('GET', `/v1/posts/${postId}`), 200).body).publications;
      for (const { what } of publication?.steps.slice(seen) ?? []) out(`      ${what}`);
      seen = publication?.steps.length ?? 0;
      if (publication && ['failed', 'unknown', 'held', 'canceled'].includes(publication.state))
        throw new Error(`ended as ${publication.state}`);
      return publication?.permalink ?? undefined;
    },
    120_000,
  );
}

/** Secrets that must not lie in any item, log line or waiting message. */
async function searchSecrets(cloud: Cloud, browser: Visitor): Promise<void> {
  const cookies = ['__Host-postora-session', '__Host-postora-browser'].flatMap((name) => browser.cookie(name) ?? []);
  const links = cloud.mail.list().flatMap(({ text: body }) => body.match(/#(\S{43})/)?.[1] ?? []);
  const tokens = (await cloud.threads?.tokens()) ?? [];
  const secrets = [...cookies, ...links, ...tokens];
  const tables = await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)));
  const queues = ['publishqueue', 'mailqueue'].map((name) => JSON.stringify(cloud.messages(name)));
  const logs = cloud.logs.lines().map((line) => line.text);
  const hits = countHits(secrets, [...tables.flat(), ...queues, ...logs]);
  if (tokens.length === 0 || hits > 0) throw new Error(`${secrets.length} secrets, ${hits} found where they must not be`);
  step(`searched ${tables.flat().length} items and ${logs.length} log lines for ${secrets.length} secrets: none found`);
}

async function disconnect(cloud: Cloud, browser: Visitor, connectionId: string): Promise<void> {
  // Within two minutes of publishing a worker may still be at a call: then the answer is 409, and nothing new goes out meanwhile.
  const answer = await until('the end of disconnecting', async () => {
    const tried = await browser.call('DELETE', `/v1/connections/${connectionId}`);
    return tried.status === 409 ? undefined : tried;
  });
  expectStatus(answer, 200);
  const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
  const left = items.filter((item) => /DATAKEY#|TOKENS#|REMOTE#|CONNECTIONS#/.test(item)).length;
  if (left > 0) throw new Error(`${left} rows of the connection are left`);
  step('disconnected: data key, token and connection are gone');
}

async function tour(cloud: Cloud, kill: string | undefined): Promise<void> {
  const account = (await cloud.threads?.accounts())?.[0];
  if (!cloud.threads || !account) throw new Error('there is no simulated account');
  const browser = visitor(cloud.origin);
  await signIn(cloud, browser);
  const connectionId = await connect(browser, account.id);
  const postId = await approve(browser, connectionId);
  if (kill) step(`killed ${cloud.kill(kill, 'SIGKILL')} process(es) of ${kill}`);
  const permalink = await watch(browser, postId);
  step('published');
  const page = await (await fetch(permalink)).text();
  if (!page.includes('One approval, one post.')) throw new Error('the permalink does not show the post');
  await searchSecrets(cloud, browser);
  await disconnect(cloud, browser, connectionId);
  const { public_post_count: count } = await cloud.threads.account(account.id);
  out(permalink);
  out(`${count} public post${count === 1 ? '' : 's'}`);
  if (count !== 1) process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { speed: { type: 'string', default: '10' }, kill: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return out(help);
  const speed = Number(values.speed);
  if (!(speed > 0)) throw new Error('--speed must be a positive number');
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-tour-'));
  const startedAt = Date.now();
  const cloud = await startCloud({ dataDir, speed, persist: false });
  try {
    step(
      `a fresh laptop cloud is ready at ${cloud.origin} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s, ${speed} times as fast`,
    );
    await tour(cloud, values.kill);
  } finally {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The tour failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
